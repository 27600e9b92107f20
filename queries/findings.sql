-- What does the evaluation claim, and of what?
-- One row per finding, in the order of the study.
with domain_of as (
    select
        code_branch.code,
        arg_min(codes.name, codes.position) as name
    from code_branch
    inner join codes on code_branch.above = codes.code
    where codes.level = 'domain'
    group by code_branch.code
),

valences as (
    select
        code_branch.code,
        bool_or(domains_shown.page = 'barriers') as is_barrier,
        bool_or(domains_shown.page = 'enablers') as is_enabler
    from code_branch
    inner join domains_shown on code_branch.above = domains_shown.domain
    group by code_branch.code
)

select
    findings.finding,
    findings.headline,
    findings.kind::varchar as kind,
    findings.measure::varchar as measure,
    coalesce(findings.subject, '') as subject,
    codes.level::varchar as level,
    coalesce(codes.name, indicators.name, '') as subject_name,
    coalesce(domain_of.name, indicators.dimension, '') as heading,
    case
        when valences.is_barrier = valences.is_enabler then ''
        when valences.is_barrier then 'barrier'
        when valences.is_enabler then 'enabler'
        else ''
    end as valence,
    findings.claim_basis::varchar as claim_basis,
    findings.confidence::varchar as confidence,
    findings.status::varchar as status,
    coalesce(findings.caveat, '') as caveat,
    coalesce(findings.expects, '') as expects,
    findings.contrary_searched
from findings
left join codes on findings.subject = codes.code and findings.measure in ('total', 'change', 'none')
left join indicators
    on
        split_part(findings.subject, '@', 1) = indicators.indicator
        and findings.measure in ('indicator', 'none')
        and codes.code is null
left join domain_of on codes.code = domain_of.code
left join valences on codes.code = valences.code
order by findings.position
