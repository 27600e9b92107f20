-- The tables of a release: keys, enums, and what each table and column means.
-- Loaded in this order by data/build.py; the columns agree with data/tables/.

create table study (
    study varchar primary key,
    title varchar not null,
    design enum('single_case', 'multi_case', 'comparative') not null,
    data_status enum('synthetic', 'pseudonymised', 'identifiable') not null,
    present enum('adjudicated_else_all', 'all', 'any') not null,
    leader_counts enum('window', 'words') not null,
    safe_window integer not null,
    "partition" enum('network', 'sector_group', 'role_group'),
    coding_software varchar,
    note varchar,
    release varchar not null
);
comment on table study is 'The study this release was built from: one row.';
comment on column study.study is 'Short key.';
comment on column study.title is 'Title as shown.';
comment on column study.design is 'Kind of case study.';
comment on column study.data_status is 'Whether its people are invented, pseudonymised or identifiable.';
comment on column study.present is 'Which readers must agree before a person counts.';
comment on column study.leader_counts is
'How leaders are told counts: window: exact away from the ends; words: few, some, nearly all.';
comment on column study.safe_window is 'People a count must be away from none and from all to be given exactly.';
comment on column study."partition" is 'The one split that leaders may see, with counts in words.';
comment on column study.coding_software is 'Tool the passages were coded in.';
comment on column study.note is 'What every reader must know.';
comment on column study.release is 'Id of this release: a hash of its content and of this schema.';

create table stages (
    stage varchar primary key,
    label varchar not null,
    position integer not null
);
comment on table stages is 'Rounds of interviews, in order.';
comment on column stages.stage is 'Short key.';
comment on column stages.label is 'Name as shown.';
comment on column stages.position is 'Place in the order, from 1.';

create table networks (
    network varchar primary key,
    name varchar not null,
    network_type enum('place_based', 'issue_based') not null,
    issue_focus varchar,
    place varchar,
    place_level enum('city', 'subregion', 'region', 'multi_region', 'national'),
    population bigint,
    started_on date,
    ended_on date,
    governance enum('participant_governed', 'lead_organisation', 'administrative_organisation')
);
comment on table networks is 'Networks compared: the place-based one and the issue-based ones.';
comment on column networks.network is 'Short key.';
comment on column networks.name is 'Name as shown.';
comment on column networks.network_type is 'place_based: everyone in one place; issue_based: one topic in many places.';
comment on column networks.issue_focus is 'The topic, given exactly when issue_based.';
comment on column networks.place is 'Where it works.';
comment on column networks.place_level is 'How large that place is.';
comment on column networks.population is 'Residents in scope, persons.';
comment on column networks.started_on is 'First day.';
comment on column networks.ended_on is 'Last day; empty while it runs.';
comment on column networks.governance is 'Who steers: the participants, one lead body, or a body set up for it.';

create table organisations (
    organisation varchar primary key,
    name varchar not null,
    sector varchar,
    sector_group enum('provider', 'commissioner', 'local_government_and_other'),
    helix enum('university', 'industry', 'government', 'civil_society'),
    district varchar
);
comment on table organisations is 'Bodies that belong to networks.';
comment on column organisations.organisation is 'Short key.';
comment on column organisations.name is 'Name as shown.';
comment on column organisations.sector is 'Kind of body.';
comment on column organisations.sector_group is 'Kinds of body joined into three groups.';
comment on column organisations.helix is 'Its strand of the triple helix.';
comment on column organisations.district is 'Part of the place it serves.';

create table memberships (
    network varchar not null references networks,
    organisation varchar not null references organisations,
    role enum('host', 'founder', 'member', 'affiliate'),
    joined_on date,
    left_on date,
    primary key (network, organisation)
);
comment on table memberships is 'Which organisation belongs to which network.';
comment on column memberships.network is 'The network.';
comment on column memberships.organisation is 'The organisation.';
comment on column memberships.role is 'Its part in the network.';
comment on column memberships.joined_on is 'First day.';
comment on column memberships.left_on is 'Last day; empty while a member.';

create table respondents (
    respondent varchar primary key,
    network varchar references networks,
    organisation varchar references organisations,
    role_level enum('executive_director', 'director', 'deputy', 'clinical_lead', 'other'),
    profession varchar,
    role_group enum('senior_clinical', 'senior_managerial'),
    tenure_years varchar,
    quote_consent enum('Q0', 'Q1', 'Q2', 'Q3', 'Q4'),
    quote_scope enum('study_team', 'network', 'public'),
    withdrawn_on date
);
comment on table respondents is 'People interviewed. One row is one person; a person interviewed twice is still one.';
comment on column respondents.respondent is 'Short key, a pseudonym.';
comment on column respondents.network is 'Their network; empty: not recorded.';
comment on column respondents.organisation is 'Their organisation; empty: not recorded.';
comment on column respondents.role_level is 'How senior their post is.';
comment on column respondents.profession is 'What they trained as.';
comment on column respondents.role_group is 'Clinical or managerial.';
comment on column respondents.tenure_years is 'Years in post, as a band.';
comment on column respondents.quote_consent is
'Q0 no quotes, Q1 paraphrase, Q2 anonymous with role group, Q3 with role and sector, Q4 named.';
comment on column respondents.quote_scope is 'Who may read their quotes.';
comment on column respondents.withdrawn_on is 'Day they withdrew; a release holds nothing of theirs.';

create table eligible_pool (
    network varchar not null references networks,
    role_group enum('senior_clinical', 'senior_managerial') not null,
    eligible bigint not null,
    invited bigint not null,
    declined bigint not null,
    no_reply bigint not null,
    primary key (network, role_group)
);
comment on table eligible_pool is 'Who could have been asked and how the invitations went, by role group.';
comment on column eligible_pool.network is 'The network.';
comment on column eligible_pool.role_group is 'The role group.';
comment on column eligible_pool.eligible is 'Leaders in post, persons.';
comment on column eligible_pool.invited is 'Invited, persons.';
comment on column eligible_pool.declined is 'Declined, persons.';
comment on column eligible_pool.no_reply is 'Did not answer, persons.';

create table interviews (
    interview varchar primary key,
    respondent varchar not null references respondents,
    stage varchar not null references stages,
    conducted_on date,
    minutes bigint,
    mode enum('in_person', 'phone', 'video'),
    interviewer varchar,
    guide_version varchar,
    sequence bigint
);
comment on table interviews is 'One conversation with one respondent at one stage.';
comment on column interviews.interview is 'Short key; names the transcript.';
comment on column interviews.respondent is 'Who spoke.';
comment on column interviews.stage is 'Stage of the study.';
comment on column interviews.conducted_on is 'Day it was held.';
comment on column interviews.minutes is 'Length in minutes.';
comment on column interviews.mode is 'How it was held.';
comment on column interviews.interviewer is 'Who asked.';
comment on column interviews.guide_version is 'Version of the topic guide.';
comment on column interviews.sequence is 'Place in the order the interviews were held.';

create table transcripts (
    interview varchar primary key references interviews,
    text varchar not null
);
comment on table transcripts is 'What was said, exactly as the coders read it.';
comment on column transcripts.interview is 'The interview.';
comment on column transcripts.text is 'The whole text.';

create table coders (
    coder varchar primary key,
    name varchar not null,
    role enum('independent', 'adjudicator') not null,
    note varchar
);
comment on table coders is 'Readers who coded.';
comment on column coders.coder is 'Short key.';
comment on column coders.name is 'Name as shown.';
comment on column coders.role is 'independent: reads alone; adjudicator: settles what the others found.';
comment on column coders.note is 'What they bring to the reading.';

create table reporting (
    item varchar primary key,
    text varchar not null
);
comment on table reporting is 'Sentences for the reporting checklists that no data can give.';
comment on column reporting.item is 'COREQ or SRQR item.';
comment on column reporting.text is 'The sentence.';

create table codes (
    code varchar primary key,
    parent varchar references codes,
    level enum('domain', 'theme', 'code') not null,
    name varchar not null,
    definition varchar,
    framework varchar,
    valence enum('barrier', 'enabler', 'neutral', 'dual'),
    sensitive boolean not null,
    origin enum('deductive', 'free_node'),
    codable boolean not null,
    position integer not null
);
comment on table codes is 'The codebook, a tree: domains, themes and codes.';
comment on column codes.code is 'Short key.';
comment on column codes.parent is 'The code above it; empty at the top.';
comment on column codes.level is 'domain, theme or code.';
comment on column codes.name is 'Name as shown.';
comment on column codes.definition is 'What counts as this code.';
comment on column codes.framework is 'Literature it comes from.';
comment on column codes.valence is 'Whether it helps, hinders, both or neither.';
comment on column codes.sensitive is 'Needs more care when shown.';
comment on column codes.origin is 'deductive: from literature; free_node: from the interviews.';
comment on column codes.codable is 'Whether passages may be coded with it; false for headings.';
comment on column codes.position is 'Place in the codebook, from 1.';

create table domains_shown (
    page enum('leadership', 'barriers', 'enablers') not null,
    domain varchar not null references codes,
    primary key (page, domain)
);
comment on table domains_shown is 'Which domains of the codebook feed which page.';
comment on column domains_shown.page is 'The page.';
comment on column domains_shown.domain is 'A domain of the codebook.';

create table opposites (
    position usmallint primary key,
    one varchar not null references codes,
    other varchar not null references codes
);
comment on table opposites is 'Codes that are shown side by side and never summed.';
comment on column opposites.position is 'Place among them, from 1.';
comment on column opposites.one is 'A code.';
comment on column opposites.other is 'The code it is shown beside.';

create table change_themes (
    theme varchar primary key references codes
);
comment on table change_themes is
'Themes released, with their codes, as change between the first and last stage on the people interviewed at both.';
comment on column change_themes.theme is 'A theme of the codebook.';

create table lens (
    lens varchar not null,
    item varchar not null,
    item_name varchar not null,
    code varchar references codes,
    unique (lens, item, code)
);
comment on table lens is 'A framework''s items and the codes that belong to them.';
comment on column lens.lens is 'The framework.';
comment on column lens.item is 'The item''s number.';
comment on column lens.item_name is 'The item''s name.';
comment on column lens.code is 'A code that belongs to it; empty, in the only row of an item, where no code does.';

create table codings (
    interview varchar not null references interviews,
    start bigint not null,
    "end" bigint not null,
    code varchar not null references codes,
    coder varchar not null references coders,
    round bigint not null,
    status enum('independent', 'reconciled', 'adjudicated', 'superseded') not null,
    polarity enum('affirm', 'counter') not null,
    coded_at timestamp,
    primary key (interview, start, "end", code, coder, round)
);
comment on table codings is 'A passage that one coder marked with one code.';
comment on column codings.interview is 'The interview.';
comment on column codings.start is 'First character, in Unicode code points from 0.';
comment on column codings."end" is 'One past the last character.';
comment on column codings.code is 'The code.';
comment on column codings.coder is 'Who coded.';
comment on column codings.round is 'Round of coding, from 1.';
comment on column codings.status is 'superseded codings count nowhere.';
comment on column codings.polarity is 'affirm: says so; counter: speaks against it.';
comment on column codings.coded_at is 'When.';

create table assignments (
    interview varchar not null references interviews,
    coder varchar not null references coders,
    finished boolean not null,
    primary key (interview, coder)
);
comment on table assignments is
'Which coder reads which interview, and whether they have finished. Silence counts only where finished.';
comment on column assignments.interview is 'The interview.';
comment on column assignments.coder is 'The coder.';
comment on column assignments.finished is 'Whether the whole interview has been read.';

create table topic_coverage (
    interview varchar not null references interviews,
    topic varchar not null references codes,
    asked boolean not null,
    primary key (interview, topic)
);
comment on table topic_coverage is 'Which topics were asked about in which interview.';
comment on column topic_coverage.interview is 'The interview.';
comment on column topic_coverage.topic is 'A domain of the codebook.';
comment on column topic_coverage.asked is 'Whether it was asked about.';

create table quotes (
    interview varchar not null references interviews,
    start bigint not null,
    "end" bigint not null,
    approval enum('approved', 'pending', 'refused') not null,
    redacted_text varchar,
    primary key (interview, start, "end")
);
comment on table quotes is 'Passages put forward as quotations, and whether a second reader cleared the wording.';
comment on column quotes.interview is 'The interview.';
comment on column quotes.start is 'First character, in Unicode code points from 0.';
comment on column quotes."end" is 'One past the last character.';
comment on column quotes.approval is 'Whether it may be quoted.';
comment on column quotes.redacted_text is 'The cleared wording; empty: as in the transcript.';

create table member_checks (
    respondent varchar not null references respondents,
    target enum('interview', 'finding') not null,
    target_id varchar not null,
    sent_on date,
    response enum('none', 'agreed', 'amended', 'withdrew_part', 'withdrew_all') not null,
    responded_on date,
    note varchar,
    primary key (respondent, target, target_id)
);
comment on table member_checks is 'What respondents answered when shown their interview or a finding.';
comment on column member_checks.respondent is 'The respondent.';
comment on column member_checks.target is 'What they were shown.';
comment on column member_checks.target_id is 'Which one.';
comment on column member_checks.sent_on is 'Day sent.';
comment on column member_checks.response is 'Their answer.';
comment on column member_checks.responded_on is 'Day they answered.';
comment on column member_checks.note is 'What they asked for.';

create table indicators (
    indicator varchar primary key,
    dimension varchar not null,
    name varchar not null,
    definition varchar,
    unit enum(
        'proportion', 'proportion_of_respondents', 'persons', 'km', 'years', 'days',
        'likert_1_5', 'scale_1_4', 'ordinal_1_3', 'index_m1_1', 'count', 'gbp'
    ) not null,
    minimum double,
    maximum double,
    direction enum('higher', 'lower', 'neutral') not null,
    source_type enum(
        'coded_prevalence', 'survey', 'network_analysis',
        'administrative', 'documentary_rating'
    ) not null,
    code varchar references codes,
    claim_basis enum('empirical_case', 'literature', 'author_assertion', 'measured_here'),
    stated_contrast enum('place_higher', 'issue_higher', 'similar', 'none')
);
comment on table indicators is 'What is measured about networks and organisations.';
comment on column indicators.indicator is 'Short key.';
comment on column indicators.dimension is 'The dimension it belongs to.';
comment on column indicators.name is 'Name as shown.';
comment on column indicators.definition is 'What exactly is measured.';
comment on column indicators.unit is 'Unit of its values.';
comment on column indicators.minimum is 'Smallest value possible.';
comment on column indicators.maximum is 'Largest value possible.';
comment on column indicators.direction is 'Which way is better, if either.';
comment on column indicators.source_type is 'Where its values come from.';
comment on column indicators.code is 'For coded prevalence: the code, theme or domain counted.';
comment on column indicators.claim_basis is 'How the claim about it is known.';
comment on column indicators.stated_contrast is 'Which kind of network the literature says is higher.';

create table observations (
    indicator varchar not null references indicators,
    subject_type enum('network', 'organisation') not null,
    subject varchar not null,
    period_start date not null,
    period_end date not null,
    value double,
    numerator double,
    denominator double,
    missing_reason enum('not_collected', 'too_few', 'not_applicable'),
    primary key (indicator, subject_type, subject, period_start, period_end)
);
comment on table observations is 'One value of one indicator for one subject and period, or the reason there is none.';
comment on column observations.indicator is 'The indicator.';
comment on column observations.subject_type is 'network or organisation.';
comment on column observations.subject is 'Which one.';
comment on column observations.period_start is 'First day.';
comment on column observations.period_end is 'Last day.';
comment on column observations.value is 'The value, in the indicator''s unit.';
comment on column observations.numerator is 'Upper part of a share.';
comment on column observations.denominator is 'Lower part of a share.';
comment on column observations.missing_reason is 'Why there is no value.';

create table ties (
    network varchar not null references networks,
    from_organisation varchar not null references organisations,
    to_organisation varchar not null references organisations,
    relation varchar not null,
    directed boolean not null,
    weight double,
    year bigint not null,
    source enum('survey', 'record') not null,
    primary key (network, from_organisation, to_organisation, relation, year)
);
comment on table ties is 'Relations between organisations. An undirected tie stands once.';
comment on column ties.network is 'The network.';
comment on column ties.from_organisation is 'Where it starts.';
comment on column ties.to_organisation is 'Where it ends.';
comment on column ties.relation is 'Kind of relation.';
comment on column ties.directed is 'Whether direction means something.';
comment on column ties.weight is 'Strength, in the relation''s own unit.';
comment on column ties.year is 'Year observed.';
comment on column ties.source is 'survey: told in confidence; record: from documents.';

create table tie_survey (
    network varchar not null references networks,
    organisation varchar not null references organisations,
    year bigint not null,
    responded boolean not null,
    primary key (network, organisation, year)
);
comment on table tie_survey is 'Which organisations answered the survey of ties in which year.';
comment on column tie_survey.network is 'The network.';
comment on column tie_survey.organisation is 'The organisation.';
comment on column tie_survey.year is 'The year.';
comment on column tie_survey.responded is 'Whether it answered.';

create table findings (
    finding varchar primary key,
    headline varchar not null,
    kind enum('prevalence', 'contrast', 'change', 'structure', 'narrative') not null,
    measure enum('total', 'change', 'indicator', 'tie_metric', 'none') not null,
    subject varchar,
    expects varchar,
    claim_basis enum('empirical_case', 'literature', 'author_assertion', 'measured_here') not null,
    confidence enum('high', 'moderate', 'low') not null,
    status enum('draft', 'checked', 'published', 'retracted') not null,
    caveat varchar,
    contrary_searched boolean not null,
    position integer not null
);
comment on table findings is 'Claims the evaluation makes.';
comment on column findings.finding is 'Short key.';
comment on column findings.headline is 'The claim; numbers only as placeholders, such as {count} of {n}.';
comment on column findings.kind is 'Kind of claim.';
comment on column findings.measure is 'What its number is.';
comment on column findings.subject is 'The code, theme, indicator or metric of ties it rests on.';
comment on column findings.expects is 'What must hold for it to stand, such as count >= 8.';
comment on column findings.claim_basis is 'How it is known.';
comment on column findings.confidence is 'How sure the evaluators are.';
comment on column findings.status is 'How far it has come.';
comment on column findings.caveat is 'What limits it.';
comment on column findings.contrary_searched is 'Whether evidence against it was looked for.';
comment on column findings.position is 'Place among the findings, as the study lists them.';

create table evidence (
    finding varchar not null references findings,
    kind enum('code', 'quote', 'indicator', 'tie_metric', 'document') not null,
    reference varchar not null,
    stance enum('supports', 'contradicts', 'qualifies') not null,
    primary key (finding, kind, reference)
);
comment on table evidence is 'What each finding rests on, and what speaks against it.';
comment on column evidence.finding is 'The finding.';
comment on column evidence.kind is 'Kind of evidence.';
comment on column evidence.reference is
'A code, a quote as interview:start-end, an indicator, a metric of ties as relation.metric, or a citation.';
comment on column evidence.stance is 'Whether it supports, contradicts or qualifies.';
