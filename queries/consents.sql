-- What has each person in this release agreed to, and which interviews are theirs?
-- One row per respondent.
select
    respondents.respondent,
    respondents.quote_consent::varchar as quote_consent,
    respondents.quote_scope::varchar as quote_scope,
    list(interviews.interview order by interviews.interview) as interviews
from respondents
inner join interviews on respondents.respondent = interviews.respondent
group by respondents.respondent, respondents.quote_consent, respondents.quote_scope
order by respondents.respondent
