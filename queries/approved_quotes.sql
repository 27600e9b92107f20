-- Which passages does this release hold as cleared for quotation?
-- One row per quotation.
select
    quotes.interview,
    quotes.start,
    quotes."end",
    coalesce(quotes.redacted_text, '') as redacted_text
from quotes
where quotes.approval = 'approved'
order by quotes.interview, quotes.start, quotes."end"
