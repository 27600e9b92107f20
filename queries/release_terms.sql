-- What does the study promise its leaders, and does its declared split keep every group large enough?
-- One row.
with groups as (
    select
        interview_dimension.value,
        count(distinct base_member.respondent) as people
    from interview_dimension
    inner join interviews on interview_dimension.interview = interviews.interview
    inner join base_member on interviews.respondent = base_member.respondent and base_member.base = 'total'
    inner join study on interview_dimension.dimension = study."partition"::varchar
    group by interview_dimension.value
)

select
    study.leader_counts::varchar as counts,
    study.safe_window as "window",
    study."partition"::varchar as "partition",
    (select min(groups.people) from groups) as smallest_group,
    (select count(*) from groups) as groups
from study
