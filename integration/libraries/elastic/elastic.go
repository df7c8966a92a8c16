// Package elastic uses elastic/go-elasticsearch: "Callers must close Body when
// finished with it" (esapi.Response). The API is made of fields of function types.
package elastic

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/elastic/go-elasticsearch/v8"
	"github.com/elastic/go-elasticsearch/v8/esapi"
)

func LeakyField(es *elasticsearch.Client) (int, error) {
	res, err := es.Info()
	if err != nil {
		return 0, err
	}
	return res.StatusCode, nil
}

func CleanField(es *elasticsearch.Client, v any) error {
	res, err := es.Info()
	if err != nil {
		return err
	}
	defer res.Body.Close()
	return json.NewDecoder(res.Body).Decode(v)
}

func LeakyPath(es *elasticsearch.Client, query string) error {
	res, err := es.Search(es.Search.WithBody(strings.NewReader(query)))
	if err != nil {
		return err
	}
	if res.IsError() {
		return errors.New(res.Status())
	}
	return res.Body.Close()
}

func CleanPath(es *elasticsearch.Client, query string) error {
	res, err := es.Search(es.Search.WithBody(strings.NewReader(query)))
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.IsError() {
		return errors.New(res.Status())
	}
	return nil
}

func LeakyRequest(ctx context.Context, es *elasticsearch.Client) (int, error) {
	res, err := esapi.InfoRequest{}.Do(ctx, es)
	if err != nil {
		return 0, err
	}
	return res.StatusCode, nil
}

func CleanRequest(ctx context.Context, es *elasticsearch.Client) (int, error) {
	res, err := esapi.InfoRequest{}.Do(ctx, es)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	return res.StatusCode, nil
}

// CleanString needs no Close: Response.String closes the body that it prints.
func CleanString(es *elasticsearch.Client) (string, error) {
	res, err := es.Info()
	if err != nil {
		return "", err
	}
	return res.String(), nil
}
