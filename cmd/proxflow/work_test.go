package main

import (
	"bytes"
	"context"
	"math/rand/v2"
	"testing"
	"time"
)

func TestWorkersGiveTheSameDumpAsThePoolAndAfterKills(t *testing.T) {
	run := func(ctx context.Context, dir string, more ...string) time.Duration {
		start := time.Now()
		if _, err := program(ctx, dir, append([]string{"run", "spec.toml"}, more...)...); err != nil &&
			ctx.Err() == nil {
			t.Fatal(err)
		}
		return time.Since(start)
	}
	dir := fresh(t)
	run(t.Context(), dir)
	want := dump(t, dir)
	var whole time.Duration
	for _, jobs := range []string{"1", "2", "5"} {
		dir := fresh(t)
		if whole = run(t.Context(), dir, "--executor", "work", "--jobs", jobs); !bytes.Equal(dump(t, dir),
			want) {
			t.Errorf("%s workers give another dump than the pool", jobs)
		}
	}
	dir = fresh(t)
	for range 4 {
		ctx, cancel := context.WithTimeout(t.Context(),
			time.Duration(rand.Float64()*float64(whole))) // the kill is SIGKILL
		run(ctx, dir, "--executor", "work", "--jobs", "2")
		cancel()
	}
	if run(t.Context(), dir, "--executor", "work"); !bytes.Equal(dump(t, dir), want) {
		t.Error("the dump after kills differs from that of an uninterrupted run")
	}
}
