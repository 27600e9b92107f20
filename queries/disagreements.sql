-- Which passages did one of two independent coders mark with a code where the other marked none of it?
-- One row per passage and pair of coders who have both finished the interview, for one code or for all of the level.
-- Overlapping marks of one coder are one passage; `confirmed` is null where no panel has finished the interview.
with shown as (
    select
        codes.code,
        codes.name,
        codes.position
    from codes
    where if($code is null, codes.level = $level, codes.code = $code)
),

joint as (
    select
        one.coder as coder_a,
        other.coder as coder_b,
        one.interview,
        selected.respondent,
        selected.stage
    from reading as one
    inner join reading as other on one.interview = other.interview and one.coder < other.coder
    inner join selected_interviews($filters) as selected on one.interview = selected.interview
    where not one.is_panel and not other.is_panel
),

-- Each place once: windows may order equal places differently, which would cut a passage in two or join two.
marks as (
    select
        joint.*,
        shown.code,
        shown.name,
        shown.position,
        codings.start,
        codings."end" as past,
        bool_or(codings.coder = joint.coder_a) as by_a,
        bool_or(codings.coder = joint.coder_b) as by_b,
        bool_or(codings.polarity = 'affirm') as affirms,
        bool_or(codings.polarity = 'counter') as counters
    from joint
    inner join codings on joint.interview = codings.interview and codings.coder in (joint.coder_a, joint.coder_b)
    inner join code_branch on codings.code = code_branch.code
    inner join shown on code_branch.above = shown.code
    where codings.status = 'independent'
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
        interview,
        respondent,
        stage,
        code,
        name,
        position,
        if(bool_or(by_a), coder_a, coder_b) as marked_by,
        if(bool_or(by_a), coder_b, coder_a) as not_by,
        min(start) as start,
        max(past) as past,
        case
            when not bool_or(counters) then 'affirm'
            when not bool_or(affirms) then 'counter'
            else 'both'
        end as polarity
    from islands
    group by coder_a, coder_b, interview, respondent, stage, code, name, position, island
    having bool_or(by_a) != bool_or(by_b)
),

page as (
    select
        passages.*,
        stages.label,
        stages.position as stage_position,
        count(*) over () as total
    from passages
    inner join stages on passages.stage = stages.stage
    order by
        stage_position, passages.respondent, passages.start, passages.past, passages.position,
        passages.marked_by, passages.not_by
    limit $limit offset $offset
),

panel_read as (
    select distinct reading.interview
    from reading
    where reading.is_panel
),

panel_marks as (
    select
        codings.interview,
        code_branch.above as code,
        codings.start,
        codings."end" as past
    from codings
    inner join reading on codings.interview = reading.interview and codings.coder = reading.coder
    inner join code_branch on codings.code = code_branch.code
    where reading.is_panel and codings.status != 'superseded'
)

select
    page.interview,
    page.respondent,
    page.label as stage,
    page.code,
    page.name,
    page.start,
    page.past as "end",
    transcripts.text[page.start + 1:page.past] as passage,
    coders_by.name as "by",
    coders_not.name as not_by,
    page.polarity,
    if(
        panel_read.interview is null,
        null,
        exists (
            select 1 from panel_marks
            where
                panel_marks.interview = page.interview
                and panel_marks.code = page.code
                and panel_marks.start < page.past
                and panel_marks.past > page.start
        )
    ) as confirmed,
    page.total
from page
inner join transcripts on page.interview = transcripts.interview
inner join coders as coders_by on page.marked_by = coders_by.coder
inner join coders as coders_not on page.not_by = coders_not.coder
left join panel_read on page.interview = panel_read.interview
order by
    page.stage_position, page.respondent, page.start, page.past, page.position, page.marked_by, page.not_by
