-- How many characters of the transcripts did two independent coders both mark with each code, one of them, or neither?
-- One row per pair of coders, code of the level and interview that both have finished, and one for all of these
-- interviews together, whose interview is null; zeros included. Overlapping marks of one coder are merged first.
with shown as (
    select * from codes_shown($level, $domains)
),

joint as (
    select
        one.coder as coder_a,
        other.coder as coder_b,
        one.interview,
        length(transcripts.text) as characters
    from reading as one
    inner join reading as other on one.interview = other.interview and one.coder < other.coder
    inner join selected_interviews($filters) as selected on one.interview = selected.interview
    inner join transcripts on one.interview = transcripts.interview
    where not one.is_panel and not other.is_panel
),

-- Each place once: windows may order equal places differently, which would cut a passage in two or join two.
marks as (
    select distinct
        codings.interview,
        codings.coder,
        code_branch.above as code,
        codings.start,
        codings."end" as past
    from codings
    inner join code_branch on codings.code = code_branch.code
    where
        codings.status = 'independent'
        and code_branch.above in (select shown.code from shown)
        and codings.interview in (select joint.interview from joint)
),

reached as (
    select
        *,
        max(past) over (
            partition by interview, coder, code
            order by start, past rows between unbounded preceding and 1 preceding
        ) as earlier_past
    from marks
),

islands as (
    select
        *,
        count(*) filter (where earlier_past is null or start >= earlier_past) over (
            partition by interview, coder, code
            order by start, past rows unbounded preceding
        ) as island
    from reached
),

spans as (
    select
        interview,
        coder,
        code,
        min(start) as start,
        max(past) as past
    from islands
    group by interview, coder, code, island
),

marked as (
    select
        interview,
        coder,
        code,
        sum(past - start) as characters
    from spans
    group by interview, coder, code
),

shared as (
    select
        one.interview,
        one.coder as coder_a,
        other.coder as coder_b,
        one.code,
        sum(least(one.past, other.past) - greatest(one.start, other.start)) as characters
    from spans as one
    inner join spans as other
        on
            one.interview = other.interview
            and one.code = other.code
            and one.coder < other.coder
            and one.start < other.past
            and one.past > other.start
    group by one.interview, one.coder, other.coder, one.code
),

counted as (
    select
        joint.coder_a,
        joint.coder_b,
        joint.interview,
        joint.characters,
        shown.*,
        coalesce(by_a.characters, 0) as marked_a,
        coalesce(by_b.characters, 0) as marked_b,
        coalesce(shared.characters, 0) as marked_both
    from joint
    cross join shown
    left join marked as by_a
        on joint.interview = by_a.interview and joint.coder_a = by_a.coder and shown.code = by_a.code
    left join marked as by_b
        on joint.interview = by_b.interview and joint.coder_b = by_b.coder and shown.code = by_b.code
    left join shared
        on
            joint.interview = shared.interview
            and joint.coder_a = shared.coder_a
            and joint.coder_b = shared.coder_b
            and shown.code = shared.code
),

pooled as (
    select
        coder_a,
        coder_b,
        heading_code,
        heading,
        heading_position,
        code,
        name,
        position,
        interview,
        count(*) as interviews,
        sum(marked_both)::bigint as "both",
        sum(marked_a - marked_both)::bigint as only_a,
        sum(marked_b - marked_both)::bigint as only_b,
        sum(characters - marked_a - marked_b + marked_both)::bigint as neither,
        sum(characters)::bigint as n
    from counted
    group by
        grouping sets (
            (coder_a, coder_b, heading_code, heading, heading_position, code, name, position),
            (coder_a, coder_b, heading_code, heading, heading_position, code, name, position, interview)
        )
)

select
    coders_a.name as coder_a,
    coders_b.name as coder_b,
    pooled.heading_code,
    pooled.heading,
    pooled.code,
    pooled.name,
    pooled.interview,
    pooled.interviews,
    pooled."both",
    pooled.only_a,
    pooled.only_b,
    pooled.neither,
    pooled.n
from pooled
inner join coders as coders_a on pooled.coder_a = coders_a.coder
inner join coders as coders_b on pooled.coder_b = coders_b.coder
order by
    pooled.coder_a, pooled.coder_b, pooled.heading_position, pooled.position, pooled.interview nulls first
