-- For which periods were networks observed?
-- One row per period, the latest first; of two that end on the same day the shorter comes first.
select distinct
    period_start::varchar || '/' || period_end::varchar as period,
    period_start,
    period_end
from observations
where subject_type = 'network'
order by period_end desc, period_start desc
