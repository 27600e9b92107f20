-- What does each finding rest on, and what speaks against it?
-- One row per finding and piece of evidence; `place` counts the findings that are published.
with placed as (
    select
        findings.finding,
        findings.position,
        findings.status::varchar as status,
        count(*) filter (where findings.status = 'published') over (order by findings.position) as place
    from findings
)

select
    placed.place,
    placed.finding,
    placed.status,
    evidence.kind::varchar as kind,
    evidence.reference,
    evidence.stance::varchar as stance,
    case evidence.kind
        when 'code' then coalesce(codes.name, '')
        when 'indicator' then coalesce(indicators.name, '')
        when 'document' then evidence.reference
        else ''
    end as name
from evidence
inner join placed on evidence.finding = placed.finding
left join codes on evidence.kind = 'code' and evidence.reference = codes.code
left join indicators on evidence.kind = 'indicator' and evidence.reference = indicators.indicator
order by placed.position, evidence.stance, evidence.kind, evidence.reference
