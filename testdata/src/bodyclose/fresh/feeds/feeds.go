// Package feeds reads feeds through the cursors of another package.
//
//fresh:family R8
package feeds

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"bodyclose/fresh/cursor"
)

// Count counts the values of a feed.
func Count(ctx context.Context, c *http.Client, feedURL string) (n int, err error) {
	cur, err := cursor.OpenJSON(ctx, c, feedURL) //oracle:leak a cursor is not closed by its end
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	for cur.Next() {
		n++
	}
	return n, cur.Err()
}

// Collect collects the values of a feed.
func Collect(ctx context.Context, c *http.Client, feedURL string) (all []json.RawMessage, err error) {
	cur, err := cursor.OpenJSON(ctx, c, feedURL)
	if err != nil {
		return nil, fmt.Errorf("collect: %w", err)
	}
	defer cur.Close()
	for cur.Next() {
		all = append(all, cur.Value())
	}
	return all, cur.Err()
}

// First returns the first value of a feed, if it is one that matters.
func First(ctx context.Context, c *http.Client, feedURL string) (json.RawMessage, error) {
	cur, err := cursor.OpenJSON(ctx, c, feedURL) //oracle:leak an empty feed is left open
	if err != nil {
		return nil, err
	}
	if !cur.Next() {
		return nil, errors.Join(errors.New("empty feed"), cur.Err())
	}
	v := cur.Value()
	return v, cur.Close()
}

// Names decodes as it goes, and stops at what it does not understand.
func Names(ctx context.Context, c *http.Client, feedURL string) (names []string, err error) {
	cur, err := cursor.OpenJSON(ctx, c, feedURL)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, cur.Close()) }()
	for cur.Next() {
		var item struct{ Name string }
		if err := json.Unmarshal(cur.Value(), &item); err != nil {
			return names, fmt.Errorf("item %d: %w", len(names), err)
		}
		names = append(names, item.Name)
	}
	return names, cur.Err()
}

// Tail prints events until there are no more.
func Tail(ctx context.Context, c *http.Client, streamURL string, w io.Writer) error {
	stream, err := cursor.OpenEvents(ctx, c, streamURL)
	if err != nil {
		return err
	}
	defer stream.Stop()
	for {
		ev, err := stream.Recv()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		fmt.Fprintf(w, "%s: %s\n", ev.Name, ev.Data)
	}
}

// WaitFor waits for an event.
func WaitFor(ctx context.Context, c *http.Client, streamURL, name string) (bool, error) {
	stream, err := cursor.OpenEvents(ctx, c, streamURL) //oracle:leak only the event that was waited for stops it
	if err != nil {
		return false, err
	}
	for {
		ev, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, fmt.Errorf("wait for %s: %w", name, err)
		}
		if ev.Name == name {
			stream.Stop()
			return true, nil
		}
	}
}

// Watch sends events to a channel from a goroutine that owns the stream.
func Watch(ctx context.Context, c *http.Client, streamURL string) (<-chan cursor.Event, error) {
	stream, err := cursor.OpenEvents(ctx, c, streamURL)
	if err != nil {
		return nil, err
	}
	out := make(chan cursor.Event)
	go func() {
		defer close(out)
		defer stream.Stop()
		for {
			ev, err := stream.Recv()
			if err != nil {
				return
			}
			select {
			case out <- ev:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}

// Table returns a table; its rows close themselves.
func Table(ctx context.Context, c *http.Client, tableURL string) (table [][]string, err error) {
	rows, err := cursor.OpenRows(ctx, c, tableURL)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		table = append(table, rows.Row())
	}
	return table, nil
}

// Head returns the first row of a table.
func Head(ctx context.Context, c *http.Client, tableURL string) ([]string, error) {
	rows, err := cursor.OpenRows(ctx, c, tableURL) //oracle:leak left after one row
	if err != nil {
		return nil, err
	}
	if rows.Next() {
		return rows.Row(), nil
	}
	return nil, errors.New("no rows")
}

// Titles returns the titles in a document.
func Titles(ctx context.Context, c *http.Client, docURL string) (titles []string, err error) {
	doc, err := cursor.OpenElements(ctx, c, docURL) //oracle:leak the decoder within has no Close
	if err != nil {
		return nil, err
	}
	for {
		tok, err := doc.Token()
		if err != nil {
			return titles, ignoreEOF(err)
		}
		if start, ok := tok.(xml.StartElement); ok && strings.EqualFold(start.Name.Local, "title") {
			titles = append(titles, start.Name.Space)
		}
	}
}

// Root returns the name of the first element of a document.
func Root(ctx context.Context, c *http.Client, docURL string) (string, error) {
	doc, err := cursor.OpenElements(ctx, c, docURL)
	if err != nil {
		return "", err
	}
	defer doc.Close()
	for {
		tok, err := doc.RawToken()
		if err != nil {
			return "", ignoreEOF(err)
		}
		if start, ok := tok.(xml.StartElement); ok {
			return start.Name.Local, nil
		}
	}
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
