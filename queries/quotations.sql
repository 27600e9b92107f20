-- Which cleared quotations speak for a code, or against it, and what may be said of who spoke?
-- One row per quotation and stance, in an order that says nothing of the speaker.
with base as (
    select base_member.respondent
    from base_member
    inner join released_base on base_member.base = released_base.base
    where released_base.code = $code
),

speakers as (
    select
        respondents.respondent,
        respondents.role_group::varchar as role_group,
        organisations.sector_group::varchar as sector_group,
        respondents.quote_consent::varchar as quote_consent,
        respondents.quote_scope::varchar as quote_scope,
        if(
            respondents.role_group is null,
            0,
            count(*) over (partition by respondents.role_group)
        ) as role_group_n,
        if(
            organisations.sector_group is null,
            0,
            count(*) over (partition by organisations.sector_group)
        ) as sector_group_n
    from respondents
    inner join base on respondents.respondent = base.respondent
    left join organisations on respondents.organisation = organisations.organisation
),

said as (
    select distinct
        quotes.interview,
        quotes.start,
        quotes."end",
        codings.polarity::varchar as polarity
    from quotes
    inner join codings
        on
            quotes.interview = codings.interview
            and quotes.start < codings."end"
            and quotes."end" > codings.start
    inner join reading
        on codings.interview = reading.interview and codings.coder = reading.coder and reading.decides
    inner join code_branch on codings.code = code_branch.code
    inner join code_mark on codings.interview = code_mark.interview and codings.code = code_mark.code
    where
        quotes.approval = 'approved'
        and code_branch.above = $code
        and codings.status != 'superseded'
        and if(codings.polarity = 'affirm', code_mark.present, code_mark.countered)
),

sensitive_passage as (
    select distinct
        codings.interview,
        codings.start,
        codings."end" as past
    from codings
    inner join code_branch on codings.code = code_branch.code
    inner join codes on code_branch.above = codes.code
    where codes.sensitive and codings.status != 'superseded'
),

withdrawn as (
    select member_checks.target_id as interview
    from member_checks
    where member_checks.target = 'interview' and member_checks.response = 'withdrew_all'
)

select
    if(said.polarity = 'affirm', 'for', 'against') as stance,
    coalesce(
        quotes.redacted_text,
        transcripts.text[said.start + 1:said."end"]
    ) as wording,
    speakers.respondent,
    in_words(speakers.role_group) as role_group,
    speakers.role_group_n,
    in_words(speakers.sector_group) as sector_group,
    speakers.sector_group_n,
    speakers.quote_consent,
    speakers.quote_scope,
    exists(
        select 1 from sensitive_passage
        where
            sensitive_passage.interview = said.interview
            and sensitive_passage.start < said."end"
            and sensitive_passage.past > said.start
    ) as sensitive
from said
inner join quotes
    on said.interview = quotes.interview and said.start = quotes.start and said."end" = quotes."end"
inner join interviews on said.interview = interviews.interview
inner join transcripts on said.interview = transcripts.interview
inner join speakers on interviews.respondent = speakers.respondent
where said.interview not in (select withdrawn.interview from withdrawn)
order by stance desc, wording asc
