package runner

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"

	"proxflow/results"
)

// attempts is how often a trial is tried if its worker dies.
const attempts = 3

// patience is how long a worker has to exit by itself.
const patience = time.Second

// Subprocesses runs jobs in worker processes, one for each job at a time. A worker calls Work with attached
// set. If a worker dies or sends an invalid message, its job is tried again on a new worker, three times in
// all; then it is an error of the trial. Checkpoints survive, since the run keeps the artifacts.
func Subprocesses(command ...string) func(Services) Executor {
	return func(s Services) Executor { return &subprocesses{Services: s, command: command} }
}

type subprocesses struct {
	Services
	command []string

	lock sync.Mutex
	idle []*process
}

func (s *subprocesses) Run(ctx context.Context, j Job) (results.Trial, error) {
	trial := j.trial()
	var cause error
	start := time.Now()
	for range attempts {
		p, err := s.worker()
		if err != nil {
			return trial, err
		}
		done, err := p.run(ctx, j, s.Services)
		if err == nil {
			s.lock.Lock()
			s.idle = append(s.idle, p)
			s.lock.Unlock()
			return done, nil
		}
		died := p.end()
		switch refused := (refusal{}); {
		case errors.As(err, &refused):
			return trial, fmt.Errorf("the worker refuses: %w", refused)
		case ctx.Err() != nil:
			trial.Err = ctx.Err().Error()
			return trial, nil
		case err == io.EOF:
			err = died
		}
		cause = err
	}
	trial.Seconds = time.Since(start).Seconds()
	err := fmt.Errorf("the worker died in all %d attempts; last: %w", attempts, cause)
	trial.Err = results.OneLine(err.Error())
	return trial, nil
}

func (s *subprocesses) Close() {
	for _, p := range s.idle {
		p.end()
	}
	s.idle = nil
}

// worker returns an idle worker, or starts one.
func (s *subprocesses) worker() (*process, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if n := len(s.idle) - 1; n >= 0 {
		p := s.idle[n]
		s.idle = s.idle[:n]
		return p, nil
	}
	return start(s.command)
}

// A process is a worker as seen by the run.
type process struct {
	*sender
	cmd    *exec.Cmd
	in     io.Closer
	out    *json.Decoder
	stderr head
}

func start(command []string) (*process, error) {
	p := &process{cmd: exec.Command(command[0], command[1:]...)}
	p.cmd.Stderr = &p.stderr
	p.cmd.WaitDelay = patience
	in, err := p.cmd.StdinPipe()
	if err == nil {
		var out io.Reader
		if out, err = p.cmd.StdoutPipe(); err == nil {
			p.sender, p.in, p.out = newSender(in), in, json.NewDecoder(out)
			err = p.cmd.Start()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("cannot start a worker: %w", err)
	}
	return p, nil
}

// A refusal is the reason why a worker can run neither a job nor others like it.
type refusal struct{ error }

// run makes the worker run a job. After an error the worker cannot run another one. The error is io.EOF if
// the worker ended.
func (p *process) run(ctx context.Context, j Job, s Services) (results.Trial, error) {
	serving, cancel := context.WithCancel(ctx)
	served := &service{Services: s, to: p.sender, held: map[string]func(){}}
	defer served.end()
	defer cancel()
	defer context.AfterFunc(ctx, func() { p.send(message{Stop: true}) })()
	if err := p.send(message{Job: &j}); err != nil {
		return results.Trial{}, io.EOF
	}
	for {
		var m message
		switch err := p.out.Decode(&m); {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return results.Trial{}, io.EOF
		case err != nil:
			return results.Trial{}, fmt.Errorf("it wrote something that is not a message: %w", err)
		case m.Steps != nil:
			if s.Progress != nil {
				s.Progress(j.Key, m.Steps.Done, m.Steps.Total, m.Steps.Note)
			}
		case m.Request != nil:
			served.calls.Go(func() { served.call(serving, *m.Request) })
		case m.Refused != "":
			return results.Trial{}, refusal{errors.New(m.Refused)}
		case m.Trial != nil && m.Trial.Key == j.Key:
			return *m.Trial, nil
		default:
			return results.Trial{}, errors.New("it wrote a message that workers do not send")
		}
	}
}

// end lets the worker exit, kills it if it does not, and returns how it ended.
func (p *process) end() error {
	p.in.Close()
	kill := time.AfterFunc(patience, func() { p.cmd.Process.Kill() })
	defer kill.Stop()
	err := p.cmd.Wait()
	if err == nil {
		err = errors.New("it exited by itself")
	}
	if line, _, _ := bytes.Cut(p.stderr.text, []byte("\n")); len(line) > 0 {
		err = fmt.Errorf("%w: %s", err, line)
	}
	return err
}

// head keeps the beginning of what is written to it.
type head struct{ text []byte }

func (h *head) Write(b []byte) (int, error) {
	h.text = append(h.text, b[:min(len(b), 1000-len(h.text))]...)
	return len(b), nil
}

// A service answers the requests of a worker during one job.
type service struct {
	Services
	to    *sender
	calls sync.WaitGroup

	lock sync.Mutex
	held map[string]func() // the unlock of each lock that the job holds
}

func (s *service) call(ctx context.Context, r request) {
	a := answer{ID: r.ID}
	var err error
	switch {
	case s.Artifacts == nil: // nothing is kept
	case r.Call == "load":
		a.Data, a.Found, err = s.Artifacts.Load(r.Key)
	case r.Call == "save":
		err = s.Artifacts.Save(r.Key, r.Data)
	case r.Call == "lock":
		var unlock func()
		if unlock, err = s.Artifacts.Lock(ctx, r.Key); err == nil {
			s.lock.Lock()
			s.held[r.Key] = unlock
			s.lock.Unlock()
		}
	case r.Call == "unlock":
		s.unlock(r.Key)
		return
	default:
		err = fmt.Errorf("unknown call %q", r.Call)
	}
	if err != nil {
		a.Err = err.Error()
	}
	s.to.send(message{Answer: &a}) // a worker that is gone needs no answer
}

func (s *service) unlock(key string) {
	s.lock.Lock()
	unlock := s.held[key]
	delete(s.held, key)
	s.lock.Unlock()
	if unlock != nil {
		unlock()
	}
}

// end waits for pending calls, and releases every lock that the job still holds.
func (s *service) end() {
	s.calls.Wait()
	for key := range s.held {
		s.unlock(key)
	}
}
