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
    (select count(distinct interview_read.respondent) from interview_read) as respondents_read,
    (
        select count(*) from codes
        where codes.level = 'code'
    ) as codes,
    (
        select count(*) from codes
        where codes.level = 'theme'
    ) as themes,
    (
        select count(*) from codings
        where codings.status != 'superseded'
    ) as codings,
    exists(
        select 1 from codings
        where codings.status != 'superseded'
    ) as is_coded,
    (
        select coalesce(list(coders.name order by coders.coder), []) from coders
        where coders.role = 'independent'
    ) as coders,
    (select count(*) from organisations) as organisations,
    (
        select count(*) from respondents
        where respondents.role_level is null
    ) = 0 as are_leaders,
    (
        select coalesce(list(networks.name order by networks.name), []) from networks
        where networks.network in (select respondents.network from respondents)
    ) as networks,
    (select coalesce(list(stages.label order by stages.position), []) from stages) as stages
from study
