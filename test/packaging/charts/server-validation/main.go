// Says of Kubernetes objects what the API server would: strict decoding, defaults, and the validation of each kind, by
// the server's own code. Reads a JSON array of manifests, prints a JSON array: for each, what is wrong with it.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	podutil "k8s.io/kubernetes/pkg/api/pod"
	"k8s.io/kubernetes/pkg/apis/apps"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	appsvalidation "k8s.io/kubernetes/pkg/apis/apps/validation"
	"k8s.io/kubernetes/pkg/apis/autoscaling"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	autoscalingvalidation "k8s.io/kubernetes/pkg/apis/autoscaling/validation"
	"k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	corevalidation "k8s.io/kubernetes/pkg/apis/core/validation"
	"k8s.io/kubernetes/pkg/apis/networking"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	networkingvalidation "k8s.io/kubernetes/pkg/apis/networking/validation"
	"k8s.io/kubernetes/pkg/apis/policy"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	policyvalidation "k8s.io/kubernetes/pkg/apis/policy/validation"
)

var codecs = serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict)

func main() {
	var manifests []json.RawMessage
	if err := json.NewDecoder(os.Stdin).Decode(&manifests); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	answers := make([][]string, len(manifests))
	for i, manifest := range manifests {
		answers[i] = faultsOf(manifest)
	}
	_ = json.NewEncoder(os.Stdout).Encode(answers)
}

func faultsOf(manifest []byte) []string {
	object, err := runtime.Decode(codecs.UniversalDecoder(), manifest)
	if err != nil {
		return []string{err.Error()}
	}
	access, err := meta.Accessor(object)
	if err != nil {
		return []string{err.Error()}
	}
	// The server takes it from the address.
	access.SetNamespace("lab")
	faults := []string{}
	for _, fault := range validate(object) {
		faults = append(faults, fault.Error())
	}
	return faults
}

// As the strategies of pkg/registry call it when an object is made.
func validate(object runtime.Object) field.ErrorList {
	switch one := object.(type) {
	case *apps.StatefulSet:
		return appsvalidation.ValidateStatefulSet(one, podutil.GetValidationOptionsFromPodTemplate(&one.Spec.Template, nil))
	case *core.Pod:
		options := podutil.GetValidationOptionsFromPodSpecAndMeta(&one.Spec, nil, &one.ObjectMeta, nil)
		options.ResourceIsPod = true
		return corevalidation.ValidatePodCreate(one, options)
	case *core.Service:
		// The server's store fills it in before (normalizeClusterIPs).
		if one.Spec.ClusterIP != "" {
			one.Spec.ClusterIPs = []string{one.Spec.ClusterIP}
		}
		return corevalidation.ValidateServiceCreate(one)
	case *core.ServiceAccount:
		return corevalidation.ValidateServiceAccount(one)
	case *core.Secret:
		return corevalidation.ValidateSecret(one)
	case *core.ConfigMap:
		return corevalidation.ValidateConfigMap(one)
	case *core.PersistentVolumeClaim:
		return corevalidation.ValidatePersistentVolumeClaim(one, corevalidation.ValidationOptionsForPersistentVolumeClaim(one, nil))
	case *networking.NetworkPolicy:
		return networkingvalidation.ValidateNetworkPolicy(one, networkingvalidation.ValidationOptionsForNetworking(one, nil))
	case *policy.PodDisruptionBudget:
		return policyvalidation.ValidatePodDisruptionBudget(one, policyvalidation.PodDisruptionBudgetValidationOptions{})
	case *autoscaling.HorizontalPodAutoscaler:
		options := autoscalingvalidation.HorizontalPodAutoscalerSpecValidationOptions{MinReplicasLowerBound: 1}
		options.ObjectMetricsValidationOptions.AllowEmptyAPIGroup = true
		return autoscalingvalidation.ValidateHorizontalPodAutoscaler(one, options)
	}
	return field.ErrorList{field.InternalError(nil, fmt.Errorf("no validation of %T is called here", object))}
}
