-- Where was this said, and who marked it?
-- One row per passage: spans of the code, or of codes below it, that overlap in one interview are one passage.
-- Each place stands once before the windows: they may order equal places differently, and cut or join passages.
with marks as (
    select
        codings.interview,
        selected.respondent,
        selected.stage,
        codings.start,
        codings."end" as past,
        list({
            'start': codings.start,
            'end': codings."end",
            'coder': coders.name,
            'is_panel': coders.role = 'adjudicator',
            'code': codes.name,
            'polarity': codings.polarity::varchar
        }) as marks
    from codings
    inner join selected_interviews($filters) as selected on codings.interview = selected.interview
    inner join code_branch on codings.code = code_branch.code
    inner join codes on codings.code = codes.code
    inner join coders on codings.coder = coders.coder
    where
        code_branch.above = $code
        and codings.status != 'superseded'
    group by codings.interview, selected.respondent, selected.stage, codings.start, codings."end"
),

reached as (
    select
        *,
        max(past) over (
            partition by interview
            order by start, past rows between unbounded preceding and 1 preceding
        ) as earlier_past
    from marks
),

islands as (
    select
        *,
        count(*) filter (where earlier_past is null or start >= earlier_past) over (
            partition by interview
            order by start, past rows unbounded preceding
        ) as island
    from reached
),

passages as (
    select
        interview,
        respondent,
        stage,
        min(start) as start,
        max(past) as past,
        flatten(list(marks)) as marks
    from islands
    group by interview, respondent, stage, island
),

page as (
    select
        passages.*,
        stages.label,
        stages.position,
        count(*) over () as total
    from passages
    inner join stages on passages.stage = stages.stage
    order by stages.position, passages.respondent, passages.start
    limit $limit offset $offset
)

select
    page.interview,
    page.respondent,
    page.label as stage,
    page.start,
    page.past as "end",
    transcripts.text[greatest(page.start - $context, 0) + 1:page.start] as "before",
    transcripts.text[page.start + 1:page.past] as passage,
    transcripts.text[page.past + 1:page.past + $context] as "after",
    list_sort(page.marks) as marks,
    coalesce(respondent_code.present, false) as counted,
    page.total
from page
inner join transcripts on page.interview = transcripts.interview
left join respondent_code
    on page.interview = respondent_code.interview and respondent_code.code = $code
order by page.position, page.respondent, page.start
