-- How far do two independent coders agree on who voices each code?
-- One row per pair of coders and code of the level, over the interviews that both have finished; zeros included.
with shown as (
    select * from codes_shown($level, $domains)
),

joint as (
    select
        one.coder as coder_a,
        other.coder as coder_b,
        one.interview,
        selected.respondent
    from reading as one
    inner join reading as other on one.interview = other.interview and one.coder < other.coder
    inner join selected_interviews($filters) as selected on one.interview = selected.interview
    where not one.is_panel and not other.is_panel
),

affirmed as (
    select distinct
        codings.interview,
        codings.coder,
        code_branch.above as code
    from codings
    inner join code_branch on codings.code = code_branch.code
    where
        codings.status = 'independent'
        and codings.polarity = 'affirm'
),

heard as (
    select
        joint.coder_a,
        joint.coder_b,
        joint.respondent,
        shown.code,
        count(*) as interviews,
        bool_or(by_a.code is not null) as by_a,
        bool_or(by_b.code is not null) as by_b
    from joint
    cross join shown
    left join affirmed as by_a
        on joint.interview = by_a.interview and joint.coder_a = by_a.coder and shown.code = by_a.code
    left join affirmed as by_b
        on joint.interview = by_b.interview and joint.coder_b = by_b.coder and shown.code = by_b.code
    group by all
)

select
    coders_a.name as coder_a,
    coders_b.name as coder_b,
    shown.heading_code,
    shown.heading,
    shown.code,
    shown.name,
    sum(heard.interviews)::bigint as interviews,
    count(*) filter (where heard.by_a and heard.by_b) as "both",
    count(*) filter (where heard.by_a and not heard.by_b) as only_a,
    count(*) filter (where heard.by_b and not heard.by_a) as only_b,
    count(*) filter (where not heard.by_a and not heard.by_b) as neither,
    count(*) as n
from heard
inner join shown on heard.code = shown.code
inner join coders as coders_a on heard.coder_a = coders_a.coder
inner join coders as coders_b on heard.coder_b = coders_b.coder
group by
    heard.coder_a,
    heard.coder_b,
    coders_a.name,
    coders_b.name,
    shown.heading_code,
    shown.heading,
    shown.heading_position,
    shown.code,
    shown.name,
    shown.position
order by heard.coder_a, heard.coder_b, shown.heading_position, shown.position
