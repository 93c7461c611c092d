// The command proxflow checks the theory of flow matching through proximal operators numerically.
//
// Each file holds one subcommand, or a few similar ones: their flags, and the calls of other packages. Data
// go to standard output, progress and messages to standard error. An error is one line on standard error,
// and the exit status is one of those in status.go.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"proxflow/results"
	"proxflow/results/page"
)

// patience is the time that the program has to exit by itself after Ctrl-C, since a trial or a read may
// ignore it. The store survives an exit at any moment.
const patience = time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, func() {
		stop() // a second Ctrl-C kills
		time.AfterFunc(patience, func() {
			fmt.Fprintln(os.Stderr, interruption())
			os.Exit(inconclusive)
		})
	})
	signal.Ignore(syscall.SIGPIPE)
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// running says that trials are running.
var running atomic.Bool

// interruption says what an exit leaves.
func interruption() string {
	if running.Load() {
		return "proxflow: interrupted: what has finished is in the store; the same command resumes"
	}
	return "proxflow: interrupted"
}

// run runs one command and returns its exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (status int) {
	tell := func(message string) {
		fmt.Fprintf(stderr, "proxflow: %s\n", results.OneLine(strings.ReplaceAll(message, "\n", "; ")))
	}
	defer func() {
		if p := recover(); p != nil { // report a bug like any other error
			tell(fmt.Sprintf("internal error, please report it: %v", p))
			status = cannotRun
		}
	}()
	out := bufio.NewWriter(&pipe{w: stdout})
	c := newCommand(args, out, page.For(stdout), stderr)
	err := c.root.ExecuteContext(ctx)
	if e := out.Flush(); e != nil && err == nil {
		err = e
	}
	if err != nil {
		tell(err.Error())
		if c.status != fails { // a failed claim is worse news
			c.status = statusOf(err)
		}
	}
	return c.status
}

// pipe writes to w until the reader goes away, as head does. Then it discards the rest.
type pipe struct {
	w    io.Writer
	gone bool
}

func (p *pipe) Write(b []byte) (int, error) {
	if p.gone {
		return len(b), nil
	}
	n, err := p.w.Write(b)
	if errors.Is(err, syscall.EPIPE) {
		p.gone = true
		return len(b), nil
	}
	if err != nil {
		err = fmt.Errorf("cannot write to standard output: %w", results.Cause(err))
	}
	return n, err
}
