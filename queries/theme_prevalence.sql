-- How many people voice each code or theme, of how many whose interviews are read?
-- One row per group of the dimension and code of the level, in the domains asked for; zeros included.
with shown as (
    select distinct
        codes.code,
        codes.name,
        codes.position,
        headings.code as heading_code,
        headings.name as heading,
        headings.position as heading_position
    from codes
    inner join code_branch on codes.code = code_branch.code
    left join codes as headings on codes.parent = headings.code
    where
        codes.level = $level
        and ($domains is null or list_contains($domains, code_branch.above))
),

voiced as (
    select
        interview_dimension.position as group_position,
        interview_dimension.value,
        interview_dimension.label,
        respondent_code.code,
        respondent_code.respondent,
        bool_or(respondent_code.present) as present,
        bool_or(respondent_code.raised) as raised
    from respondent_code
    inner join selected_interviews($filters) as selected
        on respondent_code.interview = selected.interview
    inner join interview_dimension
        on
            respondent_code.interview = interview_dimension.interview
            and interview_dimension.dimension = $dimension
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
    count(*) filter (where voiced.present) as respondents,
    count(*) filter (where voiced.raised and not voiced.present) as counter_only,
    count(*) as n
from voiced
inner join shown on voiced.code = shown.code
group by
    voiced.group_position,
    voiced.value,
    voiced.label,
    shown.heading_code,
    shown.heading,
    shown.heading_position,
    shown.code,
    shown.name,
    shown.position
order by
    voiced.group_position,
    voiced.value = '',
    voiced.label,
    voiced.value,
    shown.heading_position,
    shown.position
