-- Which passages does a finding cite, and who marked them?
-- One row per cited passage, with the marks that touch it, each cut to the passage.
with cited as (
    select
        evidence.finding,
        evidence.stance,
        split_part(evidence.reference, ':', 1) as interview,
        try_cast(split_part(split_part(evidence.reference, ':', 2), '-', 1) as bigint) as start,
        try_cast(split_part(split_part(evidence.reference, ':', 2), '-', 2) as bigint) as past
    from evidence
    where evidence.kind = 'quote' and evidence.finding = $finding
),

subject as (
    select codes.code
    from findings
    inner join codes on findings.subject = codes.code
    where findings.finding = $finding and findings.measure in ('total', 'change', 'none')
),

marked as (
    select
        cited.interview,
        cited.start,
        cited.past,
        list({
            'start': greatest(codings.start, cited.start),
            'end': least(codings."end", cited.past),
            'coder': coders.name,
            'is_panel': coders.role = 'adjudicator',
            'code': codes.name,
            'polarity': codings.polarity::varchar
        }) as marks
    from cited
    inner join codings
        on
            cited.interview = codings.interview
            and cited.start < codings."end"
            and cited.past > codings.start
    inner join codes on codings.code = codes.code
    inner join coders on codings.coder = coders.coder
    where codings.status != 'superseded'
    group by cited.interview, cited.start, cited.past
)

select
    cited.stance::varchar as stance,
    cited.interview,
    interviews.respondent,
    stages.label as stage,
    cited.start,
    cited.past as "end",
    transcripts.text[greatest(cited.start - $context, 0) + 1:cited.start] as "before",
    transcripts.text[cited.start + 1:cited.past] as passage,
    transcripts.text[cited.past + 1:cited.past + $context] as "after",
    coalesce(list_sort(list_distinct(marked.marks)), []) as marks,
    coalesce(respondent_code.present, subject.code is null) as counted,
    count(*) over () as total
from cited
inner join interviews on cited.interview = interviews.interview
inner join stages on interviews.stage = stages.stage
inner join transcripts on cited.interview = transcripts.interview
left join subject on true
left join respondent_code
    on cited.interview = respondent_code.interview and subject.code = respondent_code.code
left join marked
    on cited.interview = marked.interview and cited.start = marked.start and cited.past = marked.past
order by cited.stance, stages.position, interviews.respondent, cited.start, cited.past
