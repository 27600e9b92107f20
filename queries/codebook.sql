-- What is there to count, and what does each code mean?
-- One row per domain, theme and code, in the order of the codebook.
with domains as (
    select
        code_branch.code as branch,
        codes.code
    from code_branch
    inner join codes on code_branch.above = codes.code
    where codes.level = 'domain' and codes.parent is null
)

select
    codes.code,
    codes.level::varchar as level,
    codes.name,
    codes.definition,
    headings.name as heading,
    domains.code as domain,
    codes.valence::varchar as valence,
    released_base.base
from codes
inner join released_base on codes.code = released_base.code
left join codes as headings on codes.parent = headings.code
left join domains on codes.code = domains.branch
order by codes.position
