package nethttp

import "go/types"

// libraryContracts holds what cannot be inferred from the source of a library: which of several
// implementations of an interface runs is decided when the program runs.
var libraryContracts = map[name]Contract{
	// "SkipBodyDownload will disable automatic downloading of the response body." (azcore/runtime,
	// policy_body_download.go): otherwise a policy of the pipeline has read and closed it.
	{"github.com/Azure/azure-sdk-for-go/sdk/azcore/internal/exported", "Pipeline", "Do"}:  {NotOpened: true},
	{"github.com/Azure/azure-sdk-for-go/sdk/azcore/internal/exported", "Policy", "Do"}:    {NotOpened: true},
	{"github.com/Azure/azure-sdk-for-go/sdk/azcore/internal/exported", "Request", "Next"}: {NotOpened: true},

	// "Body contains the streaming response." (azblob, generated/responses.go): these skip the download; "response.Body.Close()"
	// (examples_test.go).
	{"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob", "Client", "DownloadStream"}:      {Opens: params(0)},
	{"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob", "Client", "DownloadStream"}: {Opens: params(0)},

	// "Object data." (s3, GetObjectOutput.Body): the deserializer, which middleware runs, puts the body of the response there.
	// "defer result.Body.Close()" (Amazon S3 developer guide, GetObject).
	{"github.com/aws/aws-sdk-go-v2/service/s3", "Client", "GetObject"}:        {Opens: params(0)},
	{"github.com/aws/aws-sdk-go-v2/service/s3", "Client", "GetObjectTorrent"}: {Opens: params(0)},

	// The client hands itself to the functions in its fields beforeRequest and afterResponse, which are its own middleware
	// unless a user added some (client.go, execute).
	{"github.com/go-resty/resty/v2", "Request", "Execute"}: {Uses: params(0)},
}

// LibraryContracts calls visit with the package, the receiver type and the name of the functions
// that have contracts in libraries, so that a test can look them up; for a type that owns a body, the name is "".
func LibraryContracts(visit func(pkg, recv, fn string)) {
	for n := range libraryOwners {
		visit(n.pkg, n.recv, "")
	}
	for n := range libraryContracts {
		visit(n.pkg, n.recv, n.fn)
	}
}

// libraryOwners are the types by which the functions with the contract Opens lead to the body: so an interface that
// stands for the client returns an open body in them as well.
var libraryOwners = map[name]bool{
	{"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob", "DownloadStreamResponse", ""}: true,
	{"github.com/aws/aws-sdk-go-v2/service/s3", "GetObjectOutput", ""}:                          true,
}

// OwnsBody reports whether a value of the type t of a library, as a function returns it, holds an open body.
func OwnsBody(t *types.TypeName) bool {
	return t.Pkg() != nil && libraryOwners[name{t.Pkg().Path(), t.Name(), ""}]
}
