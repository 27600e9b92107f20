-- Which passages does this release hold as cleared for quotation?
-- One row per quotation.
select
    quotes.interview,
    quotes.start,
    quotes."end"
from quotes
where quotes.approval = 'approved'
order by quotes.interview, quotes.start, quotes."end"
