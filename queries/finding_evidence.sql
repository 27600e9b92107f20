-- What does each finding rest on, and what speaks against it?
-- One row per finding and piece of evidence.
select
    findings.finding,
    findings.status::varchar as status,
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
inner join findings on evidence.finding = findings.finding
left join codes on evidence.kind = 'code' and evidence.reference = codes.code
left join indicators on evidence.kind = 'indicator' and evidence.reference = indicators.indicator
order by findings.position, evidence.stance, evidence.kind, evidence.reference
