-- Which bodies are tied in each relation of each network and year, and which of them were heard?
-- One row per network, relation and year in which the network's ties were looked at, also where it has none then.
with looked_at as (
    select
        ties.network,
        ties.year
    from ties
    union
    select
        tie_survey.network,
        tie_survey.year
    from tie_survey
),

relations as (
    select
        network,
        relation,
        directed,
        bool_or(bool_or(source = 'survey')) over (partition by network, relation) as is_survey
    from ties
    group by network, relation, directed
),

listed as (
    select
        looked_at.network,
        looked_at.year,
        memberships.organisation,
        true as is_member
    from looked_at
    inner join memberships on looked_at.network = memberships.network
    where
        coalesce(year(memberships.joined_on), looked_at.year) <= looked_at.year
        and coalesce(year(memberships.left_on), looked_at.year) >= looked_at.year
    union all
    select
        tie_survey.network,
        tie_survey.year,
        tie_survey.organisation,
        false as is_member
    from tie_survey
),

-- Bodies that ties name where nobody listed any; of a relation from the record only those that the record names.
unlisted as (
    select
        ties.network,
        ties.year,
        unnest([ties.from_organisation, ties.to_organisation]) as organisation,
        relations.is_survey
    from ties
    inner join relations
        on
            ties.network = relations.network
            and ties.relation = relations.relation
            and ties.directed = relations.directed
    left join listed on ties.network = listed.network and ties.year = listed.year
    where listed.organisation is null
),

placed as (
    select
        network,
        year,
        organisation,
        bool_or(is_member) as is_member,
        bool_or(not is_survey) as is_on_record
    from (
        select
            listed.*,
            false as is_survey
        from listed
        union all
        select
            unlisted.network,
            unlisted.year,
            unlisted.organisation,
            false as is_member,
            unlisted.is_survey
        from unlisted
    ) as everyone
    group by network, year, organisation
),

described as (
    select
        placed.network,
        placed.year,
        placed.is_on_record,
        {
            'organisation': organisations.organisation,
            'name': organisations.name,
            'sector_group': organisations.sector_group::varchar,
            'is_member': placed.is_member,
            'answered': tie_survey.responded
        } as body
    from placed
    inner join organisations on placed.organisation = organisations.organisation
    left join tie_survey
        on
            placed.network = tie_survey.network
            and placed.year = tie_survey.year
            and placed.organisation = tie_survey.organisation
),

bodies as (
    select
        network,
        year,
        list(body order by body.organisation) as named,
        coalesce(list(body order by body.organisation) filter (where is_on_record), []) as on_record
    from described
    group by network, year
),

tied as (
    select
        network,
        relation,
        directed,
        year,
        list(
            {'from': from_organisation, 'to': to_organisation} order by from_organisation, to_organisation
        ) as ties
    from ties
    group by network, relation, directed, year
)

select
    networks.network,
    networks.name as network_name,
    networks.network_type::varchar as network_type,
    relations.relation,
    in_words(relations.relation) as relation_name,
    bodies.year,
    relations.directed as is_directed,
    relations.is_survey,
    if(relations.is_survey, bodies.named, bodies.on_record) as bodies,
    coalesce(tied.ties, []) as ties
from relations
inner join networks on relations.network = networks.network
inner join bodies on relations.network = bodies.network
left join tied
    on
        relations.network = tied.network
        and relations.relation = tied.relation
        and relations.directed = tied.directed
        and bodies.year = tied.year
order by
    networks.network_type asc,
    networks.name asc,
    networks.network asc,
    relations.relation asc,
    is_directed asc,
    bodies.year asc
