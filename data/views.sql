-- What each word means, said once: every query builds on these tables and views, and on the macro at the end.
-- A release never changes, so what queries ask for again and again is worked out once, when it is built.

-- One row per code and code above it, itself included.
create table code_branch as
with recursive branch as (
    select
        code,
        code as above
    from codes
    union all
    select
        branch.code,
        codes.parent as above
    from branch
    inner join codes on branch.above = codes.code
    where codes.parent is not null
)

select
    code,
    above
from branch;
comment on table code_branch is 'Each code with every code above it, itself included.';
comment on column code_branch.code is 'A code.';
comment on column code_branch.above is 'The code itself, or one above it.';

-- One row per interview and reader who has finished it; `decides` where the counting rule listens to them.
create table reading as
with finished as (
    select
        assignments.interview,
        assignments.coder,
        coders.role = 'adjudicator' as is_panel,
        bool_or(coders.role = 'adjudicator') over (partition by assignments.interview) as has_panel,
        bool_or(coders.role = 'independent') over (partition by assignments.interview) as has_independent
    from assignments
    inner join coders on assignments.coder = coders.coder
    where assignments.finished
)

select
    finished.interview,
    finished.coder,
    finished.is_panel,
    case study.present
        when 'adjudicated_else_all' then finished.is_panel = finished.has_panel
        else finished.is_panel != finished.has_independent
    end as decides
from finished
cross join study;
comment on table reading is
'Who has finished reading which interview, and whether the counting rule listens to them there.';
comment on column reading.interview is 'The interview.';
comment on column reading.coder is 'A reader who has finished it.';
comment on column reading.is_panel is 'Whether they are the panel.';
comment on column reading.decides is 'Whether the counting rule listens to them there.';

-- One row per interview that someone has finished reading; the others are unknown and count nowhere.
create table interview_read as
select
    interviews.interview,
    interviews.respondent,
    interviews.stage,
    bool_or(reading.is_panel and reading.decides) as by_panel,
    count(*) filter (where reading.decides) as coders,
    count(*) as readers
from reading
inner join interviews on reading.interview = interviews.interview
group by all;
comment on table interview_read is
'Interviews that at least one coder has finished: the only ones whose silence means anything.';
comment on column interview_read.interview is 'The interview.';
comment on column interview_read.respondent is 'Who spoke.';
comment on column interview_read.stage is 'At which stage.';
comment on column interview_read.by_panel is 'Whether the panel decides; else the independent coders do.';
comment on column interview_read.coders is 'How many readers decide.';
comment on column interview_read.readers is 'How many have finished.';

-- One row per interview, code and reader who marked it: what they marked, superseded codings left out.
create view reader_mark as
select
    codings.interview,
    codings.code,
    codings.coder,
    reading.decides,
    count(*) filter (where codings.polarity = 'affirm') as affirming,
    count(*) filter (where codings.polarity = 'counter') as countering
from codings
inner join reading on codings.interview = reading.interview and codings.coder = reading.coder
where codings.status != 'superseded'
group by all;
comment on view reader_mark is 'How many passages each finished reader marked for and against each code.';

-- One row per interview that is read and code it was marked with: what the counting rule makes of the marks.
create view code_mark as
with agreed as (
    select
        reader_mark.interview,
        reader_mark.code,
        interview_read.coders,
        interview_read.readers,
        study.present = 'any' as one_is_enough,
        count(*) filter (where reader_mark.decides and reader_mark.affirming > 0) as deciders_for,
        count(*) filter (where reader_mark.decides and reader_mark.countering > 0) as deciders_against,
        count(*) filter (where reader_mark.affirming > 0) as readers_for,
        max(reader_mark.affirming) filter (where reader_mark.decides) as passages
    from reader_mark
    inner join interview_read on reader_mark.interview = interview_read.interview
    cross join study
    group by all
)

select
    interview,
    code,
    deciders_for >= if(one_is_enough, 1, coders) as present,
    deciders_against >= if(one_is_enough, 1, coders) as countered,
    readers_for = readers as by_every_reader,
    readers_for > 0 as by_any_reader,
    if(deciders_for >= if(one_is_enough, 1, coders), passages, 0) as passages
from agreed;
comment on view code_mark is 'Codes as marked in each interview, by the counting rule of the study.';

-- One row per interview that is read and code of any level, with false where nothing was marked.
create table respondent_code as
with raised_in as (
    select
        code_mark.interview,
        code_branch.above as code,
        bool_or(code_mark.present) as present,
        bool_or(code_mark.present or code_mark.countered) as raised,
        bool_or(code_mark.by_every_reader) as by_every_reader,
        bool_or(code_mark.by_any_reader) as by_any_reader,
        sum(code_mark.passages) as passages
    from code_mark
    inner join code_branch on code_mark.code = code_branch.code
    group by all
)

select
    interview_read.interview,
    interview_read.respondent,
    interview_read.stage,
    codes.code,
    interview_read.by_panel,
    interview_read.coders,
    coalesce(raised_in.present, false) as present,
    coalesce(raised_in.raised, false) as raised,
    coalesce(raised_in.raised and not raised_in.present, false) as counter_only,
    coalesce(raised_in.by_every_reader, false) as by_every_reader,
    coalesce(raised_in.by_any_reader, false) as by_any_reader,
    coalesce(raised_in.passages, 0) as passages
from interview_read
cross join codes
left join raised_in on interview_read.interview = raised_in.interview and codes.code = raised_in.code;
comment on table respondent_code is 'The only source of every count of people: who voiced what, at which stage.';
comment on column respondent_code.interview is 'The interview.';
comment on column respondent_code.respondent is 'Who spoke.';
comment on column respondent_code.stage is 'At which stage.';
comment on column respondent_code.code is 'The domain, theme or code.';
comment on column respondent_code.present is 'At least one affirming passage, by the counting rule.';
comment on column respondent_code.raised is 'Present, or only spoken against.';
comment on column respondent_code.counter_only is 'Only spoken against.';
comment on column respondent_code.by_panel is 'Whether the panel decided; else the independent coders did.';
comment on column respondent_code.coders is 'How many readers decided.';
comment on column respondent_code.by_every_reader is 'The strictest reading: every reader who has finished says so.';
comment on column respondent_code.by_any_reader is 'The most generous reading: any reader who has finished says so.';
comment on column respondent_code.passages is
'Affirming passages, as many as the deciding reader who marked most; those of its codes added up for a theme.';

-- One row per code: the people that leaders are told of, the same for a theme and all its codes.
create table released_base as
with leaf as (
    select
        codes.code,
        bool_or(change_themes.theme is not null) as is_change
    from codes
    inner join code_branch on codes.code = code_branch.code
    left join change_themes on code_branch.above = change_themes.theme
    where
        codes.code not in (
            select parents.parent from codes as parents
            where parents.parent is not null
        )
    group by codes.code
),

held as (
    select
        code_branch.above as code,
        bool_or(leaf.is_change) as is_change,
        bool_or(not leaf.is_change) as is_total
    from code_branch
    inner join leaf on code_branch.code = leaf.code
    group by code_branch.above
)

select
    code,
    case when is_change and is_total then 'mixed' when is_change then 'change' else 'total' end as base
from held;
comment on table released_base is
'total: everyone interviewed; change: the people interviewed at both ends; mixed: both, so without a number.';
comment on column released_base.code is 'The domain, theme or code.';
comment on column released_base.base is 'The people it is told of.';

-- One row per base and person in it: `total` are all whose interviews are read, `change` those read at both ends.
create table base_member as
with ends as (
    select
        min(stages.position) as first_position,
        max(stages.position) as last_position
    from stages
)

select distinct
    'total' as base,
    interview_read.respondent
from interview_read
union all
select
    'change' as base,
    interview_read.respondent
from interview_read
inner join stages on interview_read.stage = stages.stage
cross join ends
where stages.position in (ends.first_position, ends.last_position) and ends.first_position < ends.last_position
group by interview_read.respondent
having count(distinct stages.position) = 2;
comment on table base_member is 'The people of each base on which a count can be given.';
comment on column base_member.base is 'total or change.';
comment on column base_member.respondent is 'A person in it.';

create macro in_words(term) as upper(term[1]) || replace(term[2:], '_', ' ');
comment on macro in_words is -- noqa: PRS
'A value of an enum as words: senior_clinical is Senior clinical.';

-- One row per interview and dimension: the group the interview falls into. Also the list of what may be grouped by.
create table interview_dimension as
with described as (
    select
        interviews.interview,
        interviews.stage,
        stages.label as stage_label,
        stages.position,
        respondents.network,
        networks.name as network_label,
        respondents.organisation,
        organisations.name as organisation_label,
        organisations.sector_group::varchar as sector_group,
        respondents.role_group::varchar as role_group
    from interviews
    inner join stages on interviews.stage = stages.stage
    inner join respondents on interviews.respondent = respondents.respondent
    left join networks on respondents.network = networks.network
    left join organisations on respondents.organisation = organisations.organisation
),

grouped as (
    select
        interview,
        unnest([ -- noqa: AL03
            {'dimension': 'whole', 'position': 1, 'value': 'all', 'label': 'All'},
            {'dimension': 'stage', 'position': position, 'value': stage, 'label': stage_label},
            {'dimension': 'network', 'position': 1, 'value': network, 'label': network_label},
            {'dimension': 'organisation', 'position': 1, 'value': organisation, 'label': organisation_label},
            {'dimension': 'sector_group', 'position': 1, 'value': sector_group, 'label': in_words(sector_group)},
            {'dimension': 'role_group', 'position': 1, 'value': role_group, 'label': in_words(role_group)}
        ], recursive := true)
    from described
)

select
    interview,
    dimension,
    position,
    coalesce("value", '') as "value",
    coalesce(label, 'Not recorded') as label
from grouped;
comment on table interview_dimension is
'The groups each interview falls into; a group nobody recorded has an empty value.';
comment on column interview_dimension.interview is 'The interview.';
comment on column interview_dimension.dimension is 'What it is grouped by.';
comment on column interview_dimension.position is 'Place of the group in the order, from 1; equal where the name decides.';
comment on column interview_dimension."value" is 'Key of the group; empty where nobody recorded it.';
comment on column interview_dimension.label is 'Name of the group as shown.';

-- One row per interview that passes every filter; a filter that is null lets everything pass.
-- The joins come first, materialized: DuckDB 2.0 loses filters that it pushes below them (docs/decisions.md).
create macro selected_interviews(filters) as table (
    with described as materialized (
        select
            interviews.interview,
            interviews.respondent,
            interviews.stage,
            coalesce(respondents.network, '') as network,
            coalesce(respondents.organisation, '') as organisation,
            coalesce(organisations.sector_group::varchar, '') as sector_group,
            coalesce(respondents.role_group::varchar, '') as role_group
        from interviews
        inner join respondents on interviews.respondent = respondents.respondent
        left join organisations on respondents.organisation = organisations.organisation
    )

    select
        interview,
        respondent,
        stage
    from described
    where
        (filters['networks'] is null or list_contains(filters['networks'], network))
        and (filters['organisations'] is null or list_contains(filters['organisations'], organisation))
        and (filters['sector_groups'] is null or list_contains(filters['sector_groups'], sector_group))
        and (filters['role_groups'] is null or list_contains(filters['role_groups'], role_group))
        and (filters['stages'] is null or list_contains(filters['stages'], stage))
);
comment on macro table selected_interviews is -- noqa: PRS
'The interviews that pass every filter; a filter that is null passes all.';

-- One row per code of a level, in the branches asked for; a list that is null asks for all.
create macro codes_shown(shown_level, domains) as table (
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
        codes.level = shown_level
        and (domains is null or list_contains(domains, code_branch.above))
);
comment on macro table codes_shown is -- noqa: PRS
'The codes of one level, in some branches of the codebook or in all, with what they stand under.';
