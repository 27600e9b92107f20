-- Which codes are voiced by the same people, and in the same passages?
-- One row per two codes of the level, in the domains asked for, in the order of the codebook; zeros included.
-- A code and one it stands under are no pair.
with shown as (
    select
        codes.code,
        codes.name,
        codes.position
    from codes_shown($level, $domains) as codes
),

pairs as (
    select
        one.code as first_code,
        one.name as first_name,
        one.position as first_position,
        other.code as second_code,
        other.name as second_name,
        other.position as second_position
    from shown as one
    inner join shown as other on one.position < other.position
    left join code_branch as upward on one.code = upward.code and other.code = upward.above
    left join code_branch as downward on one.code = downward.above and other.code = downward.code
    where upward.code is null and downward.code is null
),

people as (
    select count(distinct interview_read.respondent) as n
    from interview_read
    inner join selected_interviews($filters) as selected on interview_read.interview = selected.interview
),

voiced as (
    select distinct
        respondent_code.respondent,
        shown.code,
        shown.position
    from respondent_code
    inner join shown on respondent_code.code = shown.code
    inner join selected_interviews($filters) as selected on respondent_code.interview = selected.interview
    where respondent_code.present
),

voices as (
    select
        code,
        count(*) as respondents
    from voiced
    group by code
),

together as (
    select
        one.code as first_code,
        other.code as second_code,
        count(*) as respondents
    from voiced as one
    inner join voiced as other on one.respondent = other.respondent and one.position < other.position
    group by one.code, other.code
),

marks as (
    select
        codings.interview,
        respondent_code.respondent,
        codings.coder,
        shown.code,
        shown.position,
        codings.start,
        codings."end" as past
    from codings
    inner join reading
        on codings.interview = reading.interview and codings.coder = reading.coder and reading.decides
    inner join respondent_code
        on
            codings.interview = respondent_code.interview
            and codings.code = respondent_code.code
            and respondent_code.present
    inner join selected_interviews($filters) as selected on codings.interview = selected.interview
    inner join code_branch on codings.code = code_branch.code
    inner join shown on code_branch.above = shown.code
    where
        codings.status != 'superseded'
        and codings.polarity = 'affirm'
),

overlapping as (
    select
        one.code as first_code,
        other.code as second_code,
        count(distinct one.respondent) as respondents,
        count(distinct one.interview) as interviews
    from marks as one
    inner join marks as other
        on
            one.interview = other.interview
            and one.coder = other.coder
            and one.position < other.position
            and one.start < other.past
            and one.past > other.start
    group by one.code, other.code
)

select
    pairs.first_code,
    pairs.first_name,
    pairs.second_code,
    pairs.second_name,
    coalesce(together.respondents, 0) as "both",
    coalesce(first_voices.respondents, 0) as "first",
    coalesce(second_voices.respondents, 0) as "second",
    people.n,
    coalesce(overlapping.respondents, 0) as same_passage,
    coalesce(overlapping.interviews, 0) as same_passage_interviews
from pairs
inner join people on people.n > 0
left join voices as first_voices on pairs.first_code = first_voices.code
left join voices as second_voices on pairs.second_code = second_voices.code
left join together on pairs.first_code = together.first_code and pairs.second_code = together.second_code
left join overlapping on pairs.first_code = overlapping.first_code and pairs.second_code = overlapping.second_code
order by pairs.first_position, pairs.second_position
