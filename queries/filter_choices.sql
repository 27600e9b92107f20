-- Which values can a filter take, and how many people would each leave?
-- One row per value of the dimension; people whose interviews no one has finished reading are not counted.
with selected as (
    select
        selected.interview,
        selected.respondent
    from selected_interviews($filters) as selected
    inner join interview_read on selected.interview = interview_read.interview
)

select
    interview_dimension.value,
    interview_dimension.label,
    count(distinct selected.respondent) as respondents
from interview_dimension
left join selected on interview_dimension.interview = selected.interview
where interview_dimension.dimension = $dimension
group by interview_dimension.position, interview_dimension.value, interview_dimension.label
order by interview_dimension.position, interview_dimension.value = '', interview_dimension.label
