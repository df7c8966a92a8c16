package nethttp

// libraryContracts holds what cannot be inferred from the source of a library: which of several
// implementations of an interface runs is decided when the program runs.
var libraryContracts = map[name]Contract{
	// "SkipBodyDownload will disable automatic downloading of the response body." (azcore/runtime,
	// policy_body_download.go): otherwise a policy of the pipeline has read and closed it.
	{"github.com/Azure/azure-sdk-for-go/sdk/azcore/internal/exported", "Pipeline", "Do"}:  {NotOpened: true},
	{"github.com/Azure/azure-sdk-for-go/sdk/azcore/internal/exported", "Policy", "Do"}:    {NotOpened: true},
	{"github.com/Azure/azure-sdk-for-go/sdk/azcore/internal/exported", "Request", "Next"}: {NotOpened: true},

	// The client hands itself to the functions in its fields beforeRequest and afterResponse, which are its own middleware
	// unless a user added some (client.go, execute).
	{"github.com/go-resty/resty/v2", "Request", "Execute"}: {Uses: params(0)},
}

// LibraryContracts calls visit with the package, the receiver type and the name of the functions
// that have contracts in libraries, so that a test can look them up.
func LibraryContracts(visit func(pkg, recv, fn string)) {
	for n := range libraryContracts {
		visit(n.pkg, n.recv, n.fn)
	}
}
