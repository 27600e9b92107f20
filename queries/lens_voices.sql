-- How many people voice any code of each item of a framework, of how many whose interviews are read?
-- One row per item that has a code.
with people as (
    select count(distinct interview_read.respondent) as n
    from interview_read
    inner join selected_interviews($filters) as selected on interview_read.interview = selected.interview
)

select
    lens.lens,
    lens.item,
    count(distinct respondent_code.respondent) filter (where respondent_code.present) as respondents,
    people.n
from lens
inner join respondent_code on lens.code = respondent_code.code
inner join selected_interviews($filters) as selected on respondent_code.interview = selected.interview
cross join people
group by lens.lens, lens.item, people.n
order by lens.lens, lens.item
