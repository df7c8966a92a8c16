// Package billing pays through package payments, with a handler for each call.
//
//fresh:family P2b
package billing

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"bodyclose/fresh/payments"
)

// A Biller bills.
type Biller struct {
	HC      *http.Client
	BaseURL string
}

func (b *Biller) client() *payments.Client {
	return &payments.Client{HC: b.HC, BaseURL: b.BaseURL, Retries: 2}
}

// An Invoice is an invoice.
type Invoice struct {
	ID     int    `json:"id"`
	Status string `json:"status"`
}

// Invoice reads and closes in its handler.
func (b *Biller) Invoice(ctx context.Context) (*Invoice, error) {
	result, err := b.client().Request(ctx, http.MethodGet, "invoices/1", func(res *http.Response, err error) (any, error) {
		if err != nil {
			return nil, err
		}
		defer res.Body.Close()
		inv := new(Invoice)
		if err := json.NewDecoder(res.Body).Decode(inv); err != nil {
			return nil, err
		}
		return inv, nil
	})
	if err != nil {
		return nil, err
	}
	return result.(*Invoice), nil
}

// Receipt returns the body out of its handler.
func (b *Biller) Receipt(ctx context.Context) (io.ReadCloser, error) {
	result, err := b.client().Request(ctx, http.MethodGet, "receipts/1", func(res *http.Response, err error) (any, error) {
		if err != nil {
			return nil, err
		}
		if res.StatusCode != http.StatusOK {
			res.Body.Close()
			return nil, payments.ErrDeclined
		}
		return res.Body, nil
	})
	if err != nil {
		return nil, err
	}
	return result.(io.ReadCloser), nil
}

// Pay looks at the status in its handler, and no further.
func (b *Biller) Pay(ctx context.Context) error {
	_, err := b.client().Request(ctx, http.MethodPost, "payments", func(res *http.Response, err error) (any, error) { //oracle:leak the handler only looks
		if err != nil {
			return nil, err
		}
		if res.StatusCode == http.StatusPaymentRequired {
			return nil, payments.ErrDeclined
		}
		return res.StatusCode, nil
	})
	return err
}

// Refund closes declined refunds only.
func (b *Biller) Refund(ctx context.Context) error {
	_, err := b.client().Request(ctx, http.MethodPost, "refunds", func(res *http.Response, err error) (any, error) { //oracle:leak not closed if it was accepted
		if err != nil {
			return nil, err
		}
		if res.StatusCode >= http.StatusBadRequest {
			defer res.Body.Close()
			return nil, payments.ErrDeclined
		}
		return nil, nil
	})
	return err
}

// Totals handles several answers.
func (b *Biller) Totals(ctx context.Context) (total int, err error) {
	err = b.client().Each(ctx, []string{"jan", "feb"}, func(res *http.Response) error {
		defer res.Body.Close()
		var month struct{ Total int }
		if err := json.NewDecoder(res.Body).Decode(&month); err != nil {
			return err
		}
		total += month.Total
		return nil
	})
	return total, err
}

// Months counts answers without a look at them.
func (b *Biller) Months(ctx context.Context) (n int, err error) {
	err = b.client().Each(ctx, []string{"jan", "feb"}, func(res *http.Response) error { //oracle:leak Each leaves closing to its function
		if res.StatusCode != http.StatusOK {
			return errors.New(res.Status)
		}
		n++
		return nil
	})
	return n, err
}

// Currency only looks as well, but With closes.
func (b *Biller) Currency(ctx context.Context) (cur string, err error) {
	err = b.client().With(ctx, "currency", func(res *http.Response) error {
		cur = res.Header.Get("X-Currency")
		return nil
	})
	return cur, err
}

// handled is this package's own way to call back.
func (b *Biller) handled(ctx context.Context, resource string, handle func(*http.Response) error) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.BaseURL+"/"+resource, nil)
	if err != nil {
		return err
	}
	resp, err := b.HC.Do(req)
	if err != nil {
		return err
	}
	return handle(resp)
}

// Customer closes in the function that it passes.
func (b *Biller) Customer(ctx context.Context) (name string, err error) {
	err = b.handled(ctx, "customer", func(res *http.Response) error {
		defer res.Body.Close()
		data, err := io.ReadAll(res.Body)
		name = string(data)
		return err
	})
	return name, err
}

// Open keeps the body that it is passed, for its caller.
func (b *Biller) Open(ctx context.Context) (body io.ReadCloser, err error) {
	err = b.handled(ctx, "open", func(res *http.Response) error {
		body = res.Body
		return nil
	})
	return body, err
}

// CustomerKind does not close.
func (b *Biller) CustomerKind(ctx context.Context) (kind string, err error) {
	err = b.handled(ctx, "customer", func(res *http.Response) error { //oracle:leak this literal, not handled
		kind = res.Header.Get("X-Kind")
		return nil
	})
	return kind, err
}
