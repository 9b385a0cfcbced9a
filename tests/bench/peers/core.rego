package core

import rego.v1

kinds := {"Deployment", "StatefulSet", "DaemonSet", "Job"}

id(o) := sprintf("%s/%s/%s", [o.kind, o.metadata.namespace, o.metadata.name])

workloads := [o | some o in input; o.kind in kinds]

services := [o | some o in input; o.kind == "Service"; count(o.spec.selector) > 0]

# Numbers of workloads by namespace, key and value of a label of their pods.
by_label[namespace][key][value] contains i if {
	some i, o in workloads
	namespace := o.metadata.namespace
	some key, value in o.spec.template.metadata.labels
}

routes contains [id(s), id(workloads[i])] if {
	some s in services
	labels := by_label[s.metadata.namespace]
	picked := [object.get(labels, [key, value], set()) | some key, value in s.spec.selector]
	some i in intersection({set | some set in picked})
}

named[kind][namespace] contains name if {
	some o in input
	kind := o.kind
	kind in {"ConfigMap", "ServiceAccount"}
	namespace := o.metadata.namespace
	name := o.metadata.name
}

mounts contains [id(w), sprintf("ConfigMap/%s/%s", [w.metadata.namespace, name])] if {
	some w in workloads
	some volume in w.spec.template.spec.volumes
	name := volume.configMap.name
	name in named.ConfigMap[w.metadata.namespace]
}

runs_as contains [id(w), sprintf("ServiceAccount/%s/%s", [w.metadata.namespace, name])] if {
	some w in workloads
	name := w.spec.template.spec.serviceAccountName
	name in named.ServiceAccount[w.metadata.namespace]
}
