-- What is known of every network on every indicator, in one period or in the latest?
-- One row per indicator of networks and network; what nobody observed is missing as "not_collected".
with periods as (
    select
        period_start,
        period_end,
        period_start::varchar || '/' || period_end::varchar as period,
        row_number() over (order by period_end desc, period_start desc) as place
    from observations
    where subject_type = 'network'
    group by period_start, period_end
),

chosen as (
    select
        period_start,
        period_end,
        place = 1 as is_latest
    from periods
    where if($period is null, place = 1, period = $period)
),

of_bodies_only as (
    select indicator
    from observations
    group by indicator
    having bool_and(subject_type = 'organisation')
),

network_people as (
    select
        networks.network,
        (
            select count(*) from respondents
            where respondents.network = networks.network
        ) as people,
        (
            select count(*) from respondents
            where respondents.network is null
        ) as unplaced,
        (
            select count(*)
            from base_member
            inner join respondents on base_member.respondent = respondents.respondent
            where base_member.base = 'total' and respondents.network is distinct from networks.network
        ) as others
    from networks
),

voiced as (
    select
        respondent_code.code,
        count(distinct respondent_code.respondent) filter (
            where
            respondent_code.present
            and (
                base_member.base = 'total'
                or respondent_code.stage = (select arg_max(stages.stage, stages.position) from stages)
            )
        ) as respondents,
        count(distinct respondent_code.respondent) as interviewed
    from respondent_code
    inner join released_base on respondent_code.code = released_base.code
    inner join base_member
        on respondent_code.respondent = base_member.respondent and released_base.base = base_member.base
    where respondent_code.code in (select indicators.code from indicators)
    group by respondent_code.code
)

select
    indicators.indicator,
    indicators.dimension,
    indicators.name,
    indicators.definition,
    indicators.unit::varchar as unit,
    indicators.minimum,
    indicators.maximum,
    indicators.direction::varchar as direction,
    indicators.source_type::varchar as source_type,
    indicators.code,
    indicators.claim_basis::varchar as claim_basis,
    indicators.stated_contrast::varchar as stated_contrast,
    networks.network,
    networks.name as network_name,
    networks.network_type::varchar as network_type,
    observations.value,
    observations.numerator,
    observations.denominator,
    if(
        observations.value is null, coalesce(observations.missing_reason::varchar, 'not_collected'), null
    ) as missing_reason,
    case
        when network_people.people > 0 and network_people.others = 0 then 'whole'
        when network_people.people > 0 or network_people.unplaced > 0 then 'part'
        else 'none'
    end as studied,
    released_base.base,
    if(chosen.is_latest and network_people.others = 0, voiced.respondents, null) as respondents,
    if(chosen.is_latest and network_people.others = 0, voiced.interviewed, null) as interviewed
from indicators
cross join networks
cross join chosen
inner join network_people on networks.network = network_people.network
left join observations
    on
        indicators.indicator = observations.indicator
        and observations.subject_type = 'network'
        and networks.network = observations.subject
        and chosen.period_start = observations.period_start
        and chosen.period_end = observations.period_end
left join released_base on indicators.code = released_base.code
left join voiced on indicators.code = voiced.code
where indicators.indicator not in (select of_bodies_only.indicator from of_bodies_only)
order by
    indicators.dimension asc,
    indicators.name asc,
    indicators.indicator asc,
    networks.network_type asc,
    networks.name asc,
    networks.network asc
