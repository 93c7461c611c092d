package runner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"proxflow/results"
	"proxflow/theory/claim"
)

// Work runs jobs one after another: it reads messages {"job": …} until the end of in, and writes a line
// {"trial": …} for each. It ends with an error at the first message that is not a job, or at a job for
// another version of the mathematics.
//
// If attached, it serves Subprocesses, which sends the next job when a trial is done. Trials then have
// artifacts and report their progress, and the end of in means that nobody waits for the trial any longer.
func Work(ctx context.Context, in io.Reader, out io.Writer, files fs.FS, attached bool) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := &worker{sender: newSender(out), waiting: map[int]chan answer{}, gone: make(chan struct{})}
	jobs := make(chan input)
	go func() {
		w.read(ctx, cancel, in, jobs)
		if attached {
			close(w.gone)
		}
		close(jobs)
	}()
	var services Services
	if attached {
		services = Services{Artifacts: w, Progress: w.progress}
	}
	executor := Local(files)(services)
	for {
		select {
		case next, more := <-jobs:
			if !more || next.err != nil {
				return next.err
			}
			if err := w.run(ctx, executor, *next.Job); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// input is a job, or what was read instead of one.
type input struct {
	*Job
	err error
}

// A worker is one end of a pair of pipes; a process is the other one.
type worker struct {
	*sender
	gone chan struct{} // closed when no more answers will come

	lock    sync.Mutex
	waiting map[int]chan answer // by the ID of a request
	last    int                 // ID
}

// read distributes jobs and answers until the end of in.
func (w *worker) read(ctx context.Context, stop func(), in io.Reader, jobs chan<- input) {
	messages := json.NewDecoder(in)
	for n := 1; ; n++ {
		var m message
		next := input{}
		switch err := messages.Decode(&m); {
		case err == io.EOF:
			return
		case err != nil:
			next.err = fmt.Errorf("message %d on standard input is not a job: %w", n, err)
		case m.Job != nil:
			next.Job = m.Job
		case m.Answer != nil:
			w.lock.Lock()
			to := w.waiting[m.Answer.ID]
			delete(w.waiting, m.Answer.ID)
			w.lock.Unlock()
			if to != nil {
				to <- *m.Answer
			}
			continue
		case m.Stop:
			stop()
			continue
		default:
			next.err = fmt.Errorf(`message %d on standard input is not a job: `+
				`write {"job": {"key": …, "check": …, …}}`, n)
		}
		select {
		case jobs <- next:
		case <-ctx.Done():
			if next.err != nil {
				return
			}
		}
		if next.err != nil {
			return
		}
	}
}

// run runs a job and sends its trial. It does not send an interrupted trial, which is meaningless.
func (w *worker) run(ctx context.Context, executor Executor, j Job) error {
	type outcome struct {
		trial results.Trial
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		trial, err := executor.Run(ctx, j)
		done <- outcome{trial, err}
	}()
	select {
	case o := <-done:
		switch {
		case o.err != nil:
			return errors.Join(o.err, w.send(message{Refused: o.err.Error()}))
		case ctx.Err() != nil:
			return ctx.Err()
		}
		return w.send(message{Trial: &o.trial})
	case <-w.gone:
		return errors.New("nobody waits for the trial any longer")
	}
}

func (w *worker) progress(_ string, done, total int, note string) {
	w.send(message{Steps: &steps{done, total, note}}) // an error means that the run has ended
}

var _ claim.Artifacts = (*worker)(nil)

func (w *worker) Load(key string) ([]byte, bool, error) {
	a, err := w.ask(context.Background(), request{Call: "load", Key: key})
	return a.Data, a.Found, err
}

func (w *worker) Save(key string, data []byte) error {
	_, err := w.ask(context.Background(), request{Call: "save", Key: key, Data: data})
	return err
}

func (w *worker) Lock(ctx context.Context, key string) (unlock func(), err error) {
	if _, err := w.ask(ctx, request{Call: "lock", Key: key}); err != nil {
		return nil, err
	}
	return sync.OnceFunc(func() { w.send(message{Request: &request{Call: "unlock", Key: key}}) }), nil
}

// ask sends a request and waits for its answer.
func (w *worker) ask(ctx context.Context, r request) (answer, error) {
	reply := make(chan answer, 1)
	w.lock.Lock()
	w.last++
	r.ID = w.last
	w.waiting[r.ID] = reply
	w.lock.Unlock()
	if err := w.send(message{Request: &r}); err != nil {
		return answer{}, err
	}
	select {
	case a := <-reply:
		if a.Err != "" {
			return a, errors.New(a.Err)
		}
		return a, nil
	case <-ctx.Done():
		return answer{}, ctx.Err()
	case <-w.gone:
		return answer{}, errors.New("the run that keeps artifacts has ended")
	}
}
