-- What is there to count, and what does each code mean?
-- One row per domain, theme and code, in the order of the codebook.
select
    codes.code,
    codes.level::varchar as level,
    codes.name,
    codes.definition,
    headings.name as heading,
    released_base.base
from codes
inner join released_base on codes.code = released_base.code
left join codes as headings on codes.parent = headings.code
order by codes.position
