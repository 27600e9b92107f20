-- Which bodies are tied to which, and who says so: the survey or the record?
-- One row per tie.
select
    ties.network,
    ties.relation,
    in_words(ties.relation) as relation_name,
    ties.year,
    ties.directed as is_directed,
    ties.source::varchar as source,
    bool_or(ties.source = 'survey') over (partition by ties.network, ties.relation) as is_survey,
    ties.from_organisation,
    senders.name as from_name,
    ties.to_organisation,
    receivers.name as to_name,
    ties.weight
from ties
inner join organisations as senders on ties.from_organisation = senders.organisation
inner join organisations as receivers on ties.to_organisation = receivers.organisation
order by ties.network, ties.relation, ties.year, from_name, to_name, ties.from_organisation, ties.to_organisation
