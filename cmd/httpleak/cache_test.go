package main_test

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// A cacheRequest is what the go command asks of a GOCACHEPROG, see
// cmd/go/internal/cacheprog.
type cacheRequest struct {
	ID       int64
	Command  string
	ActionID []byte
	OutputID []byte
	BodySize int64
}

type cacheResponse struct {
	ID            int64
	Err           string   `json:",omitempty"`
	KnownCommands []string `json:",omitempty"`
	Miss          bool     `json:",omitempty"`
	OutputID      []byte   `json:",omitempty"`
	Size          int64    `json:",omitempty"`
	DiskPath      string   `json:",omitempty"`
}

// serveCache is a GOCACHEPROG: it keeps what the go command caches in the folder
// local, and all that in the folder remote too, where it looks for what is not
// in local. It stands for the programs that share a cache between machines.
func serveCache(r io.Reader, w io.Writer, local, remote string) error {
	if err := errors.Join(os.MkdirAll(local, 0o777), os.MkdirAll(remote, 0o777)); err != nil {
		return err
	}
	in, out := json.NewDecoder(bufio.NewReader(r)), json.NewEncoder(w)
	if err := out.Encode(cacheResponse{KnownCommands: []string{"get", "put", "close"}}); err != nil {
		return err
	}
	for {
		var req cacheRequest
		if err := in.Decode(&req); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		res := cacheResponse{ID: req.ID}
		action := hex.EncodeToString(req.ActionID)
		var err error
		switch req.Command {
		case "put":
			var body []byte
			if req.BodySize > 0 {
				if err := in.Decode(&body); err != nil { // base64 in JSON
					return err
				}
			}
			res.DiskPath, err = putCached(local, action, req.OutputID, body)
			if err == nil {
				_, err = putCached(remote, action, req.OutputID, body)
			}
		case "get":
			var body []byte
			if res.OutputID, body, err = getCached(local, action); err != nil {
				if res.OutputID, body, err = getCached(remote, action); err == nil {
					_, err = putCached(local, action, res.OutputID, body)
				}
			}
			res.Size, res.DiskPath = int64(len(body)), filepath.Join(local, action+".body")
			if errors.Is(err, os.ErrNotExist) {
				res, err = cacheResponse{ID: req.ID, Miss: true}, nil
			}
		case "close":
			return out.Encode(res)
		default:
			err = fmt.Errorf("unknown command %q", req.Command)
		}
		if err != nil {
			res = cacheResponse{ID: req.ID, Err: err.Error()}
		}
		if err := out.Encode(res); err != nil {
			return err
		}
	}
}

// putCached stores a body and its name, the latter last: it is there only with
// the former.
func putCached(dir, action string, output, body []byte) (file string, err error) {
	file = filepath.Join(dir, action+".body")
	if err := os.WriteFile(file, body, 0o666); err != nil {
		return "", err
	}
	id := base64.StdEncoding.EncodeToString(output)
	return file, os.WriteFile(filepath.Join(dir, action+".id"), []byte(id), 0o666)
}

func getCached(dir, action string) (output, body []byte, err error) {
	id, err := os.ReadFile(filepath.Join(dir, action+".id"))
	if err != nil {
		return nil, nil, err
	}
	if output, err = base64.StdEncoding.DecodeString(string(id)); err != nil {
		return nil, nil, err
	}
	body, err = os.ReadFile(filepath.Join(dir, action+".body"))
	return output, body, err
}
