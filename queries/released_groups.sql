-- Which people is each number of a code about, and how many of them said so?
-- One row per code, group it may be told of, and occasion.
with ends as (
    select
        arg_min(stages.stage, stages.position) as first_stage,
        arg_max(stages.stage, stages.position) as last_stage
    from stages
),

dimensions as (
    select unnest(['whole', study."partition"::varchar]) as dimension
    from study
),

members as (
    select
        codes.code,
        interview_dimension.dimension,
        interview_dimension.value,
        case
            when released_base.base != 'change' then 'at any stage'
            when respondent_code.stage = ends.first_stage then 'at the first stage'
            else 'at the last stage'
        end as occasion,
        respondent_code.respondent,
        bool_or(respondent_code.present) as present
    from respondent_code
    inner join codes on respondent_code.code = codes.code
    inner join released_base on codes.code = released_base.code
    inner join base_member
        on
            respondent_code.respondent = base_member.respondent
            and if(released_base.base = 'change', 'change', 'total') = base_member.base
    inner join interview_dimension
        on
            respondent_code.interview = interview_dimension.interview
            and interview_dimension.dimension in (select dimensions.dimension from dimensions)
    cross join ends
    where
        released_base.base != 'change'
        or respondent_code.stage in (ends.first_stage, ends.last_stage)
    group by all
)

select
    members.code,
    members.dimension,
    members.value,
    members.occasion,
    list(members.respondent order by members.respondent) as people,
    count(*) filter (where members.present) as respondents
from members
group by all
order by members.code, members.dimension, members.value, members.occasion
