// Package jobs starts jobs on a scheduler and waits for them, with retries that return the
// response as a type parameter.
//
//fresh:family R12c
package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"bodyclose/fresh/backoff"
)

// A Scheduler runs jobs.
type Scheduler struct {
	client   *http.Client
	endpoint string
}

// A Job is a job.
type Job struct {
	ID     int    `json:"id"`
	Status string `json:"status"`
}

func (s *Scheduler) send(ctx context.Context, method, resource string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.endpoint+resource, nil)
	if err != nil {
		return nil, backoff.Permanent(err)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= http.StatusInternalServerError {
		resp.Body.Close()
		return nil, fmt.Errorf("scheduler: %s", resp.Status)
	}
	return resp, nil
}

// Start starts a job.
func (s *Scheduler) Start(ctx context.Context) (*Job, error) {
	resp, err := backoff.Retry(ctx, func() (*http.Response, error) {
		return s.send(ctx, http.MethodPost, "/jobs")
	})
	if err != nil {
		return nil, fmt.Errorf("start job: %w", err)
	}
	defer resp.Body.Close()
	job := new(Job)
	if err := json.NewDecoder(resp.Body).Decode(job); err != nil {
		return nil, fmt.Errorf("start job: %w", err)
	}
	return job, nil
}

// Cancel cancels a job.
func (s *Scheduler) Cancel(ctx context.Context) error {
	resp, err := backoff.Retry(ctx, func() (*http.Response, error) { //oracle:leak not closed for a job that is known
		return s.send(ctx, http.MethodDelete, "/jobs/1")
	})
	if err != nil {
		return fmt.Errorf("cancel job: %w", err)
	}
	if resp.StatusCode == http.StatusNotFound {
		resp.Body.Close()
		return errors.New("cancel job: no such job")
	}
	return nil
}

// Poll returns the state of a job, and checks the status before it closes.
func (s *Scheduler) Poll(ctx context.Context) (string, error) {
	resp, err := backoff.Retry[*http.Response](ctx, func() (*http.Response, error) { //oracle:leak returned before the defer
		return s.send(ctx, http.MethodGet, "/jobs/1")
	})
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("poll: %s", resp.Status)
	}
	defer resp.Body.Close()
	var job Job
	err = json.NewDecoder(resp.Body).Decode(&job)
	return job.Status, err
}

// Names decodes inside of the operation.
func (s *Scheduler) Names(ctx context.Context) ([]string, error) {
	return backoff.Retry(ctx, func() ([]string, error) {
		resp, err := s.send(ctx, http.MethodGet, "/names")
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		var out struct {
			Items []string `json:"items"`
		}
		if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
			return nil, backoff.Permanent(err)
		}
		return out.Items, nil
	})
}

// Owner decodes inside of the operation too, but not what it was refused.
func (s *Scheduler) Owner(ctx context.Context) (string, error) {
	return backoff.Retry(ctx, func() (string, error) {
		resp, err := s.send(ctx, http.MethodGet, "/owner") //oracle:leak a refusal ends the operation
		if err != nil {
			return "", err
		}
		if resp.StatusCode >= http.StatusBadRequest {
			return "", backoff.Permanent(errors.New(resp.Status))
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		return string(b), err
	})
}

// Logs returns the log of a job, open.
func (s *Scheduler) Logs(ctx context.Context) (io.ReadCloser, error) {
	resp, err := backoff.Retry(ctx, func() (*http.Response, error) {
		return s.send(ctx, http.MethodGet, "/logs")
	})
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// Drain asks the scheduler to take no more jobs.
func (s *Scheduler) Drain(ctx context.Context) error {
	return backoff.Do(3, func() error {
		resp, err := s.send(ctx, http.MethodPost, "/drain")
		if err != nil {
			return err
		}
		return resp.Body.Close()
	})
}

// Resume asks it to take jobs again.
func (s *Scheduler) Resume(ctx context.Context) error {
	return backoff.Do(3, func() error {
		_, err := s.send(ctx, http.MethodPost, "/resume") //oracle:leak the error is all that counts here
		return err
	})
}

// Health asks by a retrying sender of another package.
func (s *Scheduler) Health(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.endpoint+"/health", nil)
	if err != nil {
		return err
	}
	resp, err := backoff.Send(s.client, req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("unhealthy: %s", resp.Status)
	}
	return nil
}

// Ready asks in the same way and forgets the answer of a scheduler that is not ready.
func (s *Scheduler) Ready(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.endpoint+"/ready", nil)
	if err != nil {
		return false
	}
	resp, err := backoff.Send(s.client, req) //oracle:leak open when it is not ready
	if err != nil || resp.StatusCode != http.StatusOK {
		return false
	}
	resp.Body.Close()
	return true
}

// retry is this package's own copy of the idea.
func retry[T any](attempts int, pause time.Duration, op func(attempt int) (T, error)) (out T, err error) {
	for i := 0; i < attempts; i++ {
		if out, err = op(i); err == nil {
			return out, nil
		}
		time.Sleep(pause)
	}
	return out, fmt.Errorf("after %d attempts: %w", attempts, err)
}

// Queue returns the length of the queue.
func (s *Scheduler) Queue(ctx context.Context) (int, error) {
	resp, err := retry(3, time.Microsecond, func(int) (*http.Response, error) {
		return s.send(ctx, http.MethodGet, "/queue")
	})
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	var q struct {
		Total int `json:"total"`
	}
	return q.Total, json.NewDecoder(resp.Body).Decode(&q)
}

// Paused asks whether the queue is paused.
func (s *Scheduler) Paused(ctx context.Context) (bool, error) {
	resp, err := retry(2, time.Microsecond, func(attempt int) (*http.Response, error) { //oracle:leak a header is all it takes
		return s.send(ctx, http.MethodGet, fmt.Sprintf("/queue?attempt=%d", attempt))
	})
	if err != nil {
		return false, err
	}
	return resp.Header.Get("X-Paused") != "", nil
}
