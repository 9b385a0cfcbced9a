SELECT 'core.routes', s.id, l.id
FROM selector s JOIN label l ON l.space = s.space AND l.key = s.key AND l.value = s.value
GROUP BY s.id, l.id, s.keys HAVING count(*) = s.keys
UNION
SELECT 'core.mounts', r.id, o.id FROM reference r JOIN object o
ON o.kind = 'ConfigMap' AND o.space = r.space AND o.name = r.name WHERE r.sort = 'config'
UNION
SELECT 'core.runs_as', r.id, o.id FROM reference r JOIN object o
ON o.kind = 'ServiceAccount' AND o.space = r.space AND o.name = r.name WHERE r.sort = 'account';
