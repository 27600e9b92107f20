-- How many codes found in the interviews themselves did each interview bring for the first time?
-- One row per interview that is read, in the order they were held; interviews that brought none included.
-- Only free nodes count: a codebook made beforehand is saturated by design.
with held as (
    select
        interview_read.interview,
        interview_read.respondent,
        interview_read.stage,
        row_number() over (
            order by
                interviews.sequence asc nulls last, interviews.conducted_on asc nulls last, interviews.interview asc
        ) as place
    from interview_read
    inner join interviews on interview_read.interview = interviews.interview
    inner join selected_interviews($filters) as selected on interview_read.interview = selected.interview
),

free_nodes as (
    select codes.code
    from codes
    where codes.level = 'code' and codes.origin = 'free_node'
),

found as (
    select
        held.place,
        respondent_code.code
    from held
    inner join respondent_code on held.interview = respondent_code.interview
    inner join free_nodes on respondent_code.code = free_nodes.code
    where respondent_code.present
),

first_found as (
    select
        code,
        min(place) as place
    from found
    group by code
),

codes_found as (
    select
        place,
        list(code order by code) as codes
    from found
    group by place
),

codes_new as (
    select
        place,
        count(*) as new_codes
    from first_found
    group by place
)

select
    held.place,
    held.interview,
    held.respondent,
    stages.label as stage,
    coalesce(codes_new.new_codes, 0) as new_codes,
    (sum(coalesce(codes_new.new_codes, 0)) over (order by held.place))::bigint as cumulative,
    (select count(*) from free_nodes) as free_nodes,
    coalesce(codes_found.codes, []) as codes
from held
inner join stages on held.stage = stages.stage
left join codes_found on held.place = codes_found.place
left join codes_new on held.place = codes_new.place
order by held.place
