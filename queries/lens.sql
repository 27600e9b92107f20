-- Which codes belong to each item of a framework that the study is also read through?
-- One row per item and code, items in the order of their numbers; an item without a code has one row, with code null.
with numbered as (
    select
        lens.lens,
        lens.item,
        lens.item_name,
        lens.code,
        regexp_extract(lens.item, '^\D*') as before_number,
        try_cast(regexp_extract(lens.item, '\d+') as hugeint) as item_number
    from lens
)

select
    numbered.lens,
    numbered.item,
    numbered.item_name,
    codes.code,
    codes.level::varchar as level,
    codes.name,
    released_base.base
from numbered
left join codes on numbered.code = codes.code
left join released_base on codes.code = released_base.code
order by
    numbered.lens,
    numbered.before_number,
    numbered.item_number nulls first,
    numbered.item,
    codes.position
