-- What does this release hold?
-- One row: the study, and how many people, interviews, codes and coders it has.
select
    study.study,
    study.title,
    study.data_status::varchar as data_status,
    study.note,
    study.release,
    (select count(*) from respondents) as respondents,
    (select count(*) from interviews) as interviews,
    (select count(*) from interview_read) as interviews_read,
    (select count(distinct respondent) from interview_read) as respondents_read,
    (
        select count(*) from codes
        where level = 'code'
    ) as codes,
    (
        select count(*) from codes
        where level = 'theme'
    ) as themes,
    (
        select count(*) from codings
        where status != 'superseded'
    ) as codings,
    (
        select list(name order by coder) from coders
        where role = 'independent'
    ) as coders,
    (select count(*) from organisations) as organisations,
    (
        select count(*) from respondents
        where role_level is null
    ) = 0 as are_leaders,
    (
        select list(networks.name order by networks.name) from networks
        where networks.network in (select respondents.network from respondents)
    ) as networks,
    (select list(label order by position) from stages) as stages
from study
