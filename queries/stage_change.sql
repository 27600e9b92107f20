-- Who voices each code at the first stage and at the last, among the same people?
-- One row per code of the level, in the domains asked for, over the people whose interviews at both ends are read.
with shown as (
    select
        codes.*,
        released_base.base
    from codes_shown($level, $domains) as codes
    inner join released_base on codes.code = released_base.code
),

ends as (
    select
        arg_min(stages.stage, stages.position) as first_stage,
        arg_max(stages.stage, stages.position) as last_stage,
        arg_min(stages.label, stages.position) as first_label,
        arg_max(stages.label, stages.position) as last_label
    from stages
),

both_ends as (
    select
        respondent_code.respondent,
        respondent_code.code,
        bool_or(respondent_code.present and respondent_code.stage = ends.first_stage) as at_first,
        bool_or(respondent_code.present and respondent_code.stage = ends.last_stage) as at_last
    from respondent_code
    inner join selected_interviews($filters) as selected on respondent_code.interview = selected.interview
    inner join base_member on respondent_code.respondent = base_member.respondent and base_member.base = 'change'
    cross join ends
    where
        respondent_code.stage in (ends.first_stage, ends.last_stage)
        and respondent_code.code in (select shown.code from shown)
    group by respondent_code.respondent, respondent_code.code
    having count(distinct respondent_code.stage) = 2
)

select
    shown.heading_code,
    shown.heading,
    shown.code,
    shown.name,
    shown.base,
    ends.first_label,
    ends.last_label,
    count(*) filter (where both_ends.at_first and both_ends.at_last) as "both",
    count(*) filter (where both_ends.at_first and not both_ends.at_last) as lost,
    count(*) filter (where both_ends.at_last and not both_ends.at_first) as gained,
    count(*) filter (where not both_ends.at_first and not both_ends.at_last) as neither,
    count(*) filter (where both_ends.at_first) as "before",
    count(*) filter (where both_ends.at_last) as "after",
    count(*) as n
from both_ends
inner join shown on both_ends.code = shown.code
cross join ends
group by
    shown.heading_code,
    shown.heading,
    shown.heading_position,
    shown.code,
    shown.name,
    shown.position,
    shown.base,
    ends.first_label,
    ends.last_label
order by shown.heading_position, shown.position
