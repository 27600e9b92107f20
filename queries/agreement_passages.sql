-- How many passages did two independent coders both mark with each code, and how many only one of them?
-- One row per pair of coders and code of the level, over the interviews that both have finished; zeros included.
-- Marks of the two that overlap are one passage.
with shown as (
    select * from codes_shown($level, $domains)
),

joint as (
    select
        one.coder as coder_a,
        other.coder as coder_b,
        one.interview
    from reading as one
    inner join reading as other on one.interview = other.interview and one.coder < other.coder
    inner join selected_interviews($filters) as selected on one.interview = selected.interview
    where not one.is_panel and not other.is_panel
),

pairs as (
    select
        coder_a,
        coder_b,
        count(*) as interviews
    from joint
    group by coder_a, coder_b
),

-- Each place once: windows may order equal places differently, which would cut a passage in two or join two.
marks as (
    select
        joint.coder_a,
        joint.coder_b,
        joint.interview,
        code_branch.above as code,
        codings.start,
        codings."end" as past,
        bool_or(codings.coder = joint.coder_a) as by_a,
        bool_or(codings.coder = joint.coder_b) as by_b
    from joint
    inner join codings on joint.interview = codings.interview and codings.coder in (joint.coder_a, joint.coder_b)
    inner join code_branch on codings.code = code_branch.code
    where
        codings.status = 'independent'
        and code_branch.above in (select shown.code from shown)
    group by all
),

reached as (
    select
        *,
        max(past) over (
            partition by coder_a, coder_b, interview, code
            order by start, past rows between unbounded preceding and 1 preceding
        ) as earlier_past
    from marks
),

islands as (
    select
        *,
        count(*) filter (where earlier_past is null or start >= earlier_past) over (
            partition by coder_a, coder_b, interview, code
            order by start, past rows unbounded preceding
        ) as island
    from reached
),

passages as (
    select
        coder_a,
        coder_b,
        code,
        bool_or(by_a) as by_a,
        bool_or(by_b) as by_b
    from islands
    group by coder_a, coder_b, interview, code, island
)

select
    coders_a.name as coder_a,
    coders_b.name as coder_b,
    shown.heading_code,
    shown.heading,
    shown.code,
    shown.name,
    pairs.interviews,
    count(*) filter (where passages.by_a and passages.by_b) as "both",
    count(*) filter (where passages.by_a and not passages.by_b) as only_a,
    count(*) filter (where passages.by_b and not passages.by_a) as only_b,
    count(passages.code) as n
from pairs
cross join shown
inner join coders as coders_a on pairs.coder_a = coders_a.coder
inner join coders as coders_b on pairs.coder_b = coders_b.coder
left join passages
    on pairs.coder_a = passages.coder_a and pairs.coder_b = passages.coder_b and shown.code = passages.code
group by
    pairs.coder_a,
    pairs.coder_b,
    pairs.interviews,
    coders_a.name,
    coders_b.name,
    shown.heading_code,
    shown.heading,
    shown.heading_position,
    shown.code,
    shown.name,
    shown.position
order by pairs.coder_a, pairs.coder_b, shown.heading_position, shown.position
