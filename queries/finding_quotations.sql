-- Which cleared quotations does each finding cite, and what may be said of who spoke?
-- One row per finding and quotation of the people its subject is told of, in an order that does not name the speaker.
with placed as (
    select
        findings.finding,
        findings.position,
        findings.status::varchar as status,
        coalesce(released_base.base, 'total') as base,
        coalesce(codes.code, indicators.code) as code
    from findings
    left join codes on findings.subject = codes.code and findings.measure in ('total', 'change', 'none')
    left join indicators
        on
            split_part(findings.subject, '@', 1) = indicators.indicator
            and findings.measure in ('indicator', 'none')
    left join released_base on coalesce(codes.code, indicators.code) = released_base.code
),

sensitive_code as (
    select distinct code_branch.code
    from code_branch
    inner join codes on code_branch.above = codes.code
    where codes.sensitive
),

cited as (
    select
        evidence.finding,
        evidence.stance::varchar as stance,
        split_part(evidence.reference, ':', 1) as interview,
        try_cast(split_part(split_part(evidence.reference, ':', 2), '-', 1) as bigint) as start,
        try_cast(split_part(split_part(evidence.reference, ':', 2), '-', 2) as bigint) as past
    from evidence
    where evidence.kind = 'quote'
),

sensitive_passage as (
    select distinct
        codings.interview,
        codings.start,
        codings."end" as past
    from codings
    inner join sensitive_code on codings.code = sensitive_code.code
    where codings.status != 'superseded'
),

withdrawn as (
    select member_checks.target_id as interview
    from member_checks
    where member_checks.target = 'interview' and member_checks.response = 'withdrew_all'
)

select
    placed.finding,
    placed.status,
    cited.stance,
    coalesce(quotes.redacted_text, transcripts.text[cited.start + 1:cited.past]) as wording,
    respondents.respondent,
    respondents.quote_consent::varchar as quote_consent,
    respondents.quote_scope::varchar as quote_scope,
    exists (
        select 1 from sensitive_passage
        where
            sensitive_passage.interview = cited.interview
            and sensitive_passage.start < cited.past
            and sensitive_passage.past > cited.start
    )
    or exists (
        select 1 from sensitive_code
        where sensitive_code.code = placed.code
    ) as sensitive
from cited
inner join placed on cited.finding = placed.finding
inner join quotes
    on cited.interview = quotes.interview and cited.start = quotes.start and cited.past = quotes."end"
inner join interviews on cited.interview = interviews.interview
inner join transcripts on cited.interview = transcripts.interview
inner join respondents on interviews.respondent = respondents.respondent
inner join base_member on respondents.respondent = base_member.respondent and placed.base = base_member.base
left join member_checks
    on
        member_checks.target = 'finding'
        and cited.finding = member_checks.target_id
        and respondents.respondent = member_checks.respondent
where
    quotes.approval = 'approved'
    and cited.interview not in (select withdrawn.interview from withdrawn)
    and coalesce(member_checks.response not in ('withdrew_part', 'withdrew_all'), true)
order by placed.position asc, cited.stance desc, wording asc
