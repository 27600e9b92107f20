-- Which codes does the study set against one another?
-- One row per pair, in the order in which the study names them.
select
    opposites.one,
    opposites.other
from opposites
order by opposites.position
