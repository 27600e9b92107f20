-- Which domains of the codebook belong to a page?
-- One row per domain, in the order of the codebook.
select
    codes.code,
    codes.name
from domains_shown
inner join codes on domains_shown.domain = codes.code
where domains_shown.page = $page
order by codes.position
