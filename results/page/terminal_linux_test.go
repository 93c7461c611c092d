package page

import (
	"fmt"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// terminal opens a terminal of so many columns.
func terminal(t *testing.T, columns uint16) *os.File {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { master.Close() })
	fd := int(master.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns}); err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprint("/dev/pts/", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { slave.Close() })
	return slave
}

func TestThePageOfATerminal(t *testing.T) {
	for _, c := range []struct {
		columns       uint16
		noColor, term string
		want          Page
	}{
		{80, "", "xterm", Page{Width: 80, Colour: true}},
		{200, "", "xterm", Page{Width: Widest, Colour: true}},
		{0, "", "xterm", Page{Width: Widest, Colour: true}}, // it does not know
		{80, "1", "xterm", Page{Width: 80}},
		{80, "", "dumb", Page{Width: 80}},
	} {
		t.Setenv("NO_COLOR", c.noColor)
		t.Setenv("TERM", c.term)
		if got := For(terminal(t, c.columns)); got != c.want {
			t.Errorf("%+v: got %+v", c, got)
		}
	}
}
