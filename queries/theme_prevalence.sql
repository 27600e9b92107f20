-- How many people voice each code or theme, of how many whose interviews are read?
-- One row per group of the dimension and code of the level, in the domains asked for; zeros included.
with shown as (
    select
        codes.*,
        released_base.base,
        codes.code in (
            select below.above from code_branch as below
            inner join codes as marked on below.code = marked.code
            where marked.sensitive
        ) as sensitive
    from codes_shown($level, $domains) as codes
    inner join released_base on codes.code = released_base.code
),

coverage as (
    select
        code_branch.code,
        topic_coverage.interview,
        bool_or(topic_coverage.asked) as asked
    from topic_coverage
    inner join code_branch on topic_coverage.topic = code_branch.above
    group by code_branch.code, topic_coverage.interview
),

voiced as (
    select
        interview_dimension.position as group_position,
        interview_dimension.value,
        interview_dimension.label,
        respondent_code.code,
        respondent_code.respondent,
        bool_or(respondent_code.present) as present,
        bool_or(respondent_code.raised) as raised,
        bool_or(respondent_code.by_every_reader) as by_every_reader,
        bool_or(respondent_code.by_any_reader) as by_any_reader,
        bool_or(coverage.asked) as asked,
        bool_or(coverage.asked and respondent_code.present) as present_when_asked
    from respondent_code
    inner join selected_interviews($filters) as selected
        on respondent_code.interview = selected.interview
    inner join interview_dimension
        on
            respondent_code.interview = interview_dimension.interview
            and interview_dimension.dimension = $dimension
    left join coverage
        on respondent_code.interview = coverage.interview and respondent_code.code = coverage.code
    where respondent_code.code in (select shown.code from shown)
    group by all
)

select
    voiced.value,
    voiced.label,
    shown.heading_code,
    shown.heading,
    shown.code,
    shown.name,
    shown.base,
    shown.sensitive,
    count(*) filter (where voiced.present) as respondents,
    count(*) filter (where voiced.raised and not voiced.present) as counter_only,
    count(*) as n,
    count(*) filter (where voiced.by_every_reader) as strictest,
    count(*) filter (where voiced.by_any_reader) as most_generous,
    count(distinct respondents.organisation) filter (where voiced.present) as organisations,
    count(distinct respondents.organisation) as organisations_n,
    count(*) filter (where voiced.present_when_asked) as voiced_when_asked,
    count(*) filter (where voiced.asked) as asked,
    count(*) filter (where voiced.asked or voiced.raised) as asked_or_raised
from voiced
inner join shown on voiced.code = shown.code
inner join respondents on voiced.respondent = respondents.respondent
group by
    voiced.group_position,
    voiced.value,
    voiced.label,
    shown.heading_code,
    shown.heading,
    shown.heading_position,
    shown.code,
    shown.name,
    shown.base,
    shown.sensitive,
    shown.position
order by
    voiced.group_position,
    voiced.value = '',
    voiced.label,
    voiced.value,
    shown.heading_position,
    shown.position
