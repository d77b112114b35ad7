//go:build linux || darwin

package refnet

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"
)

// checkFiles checks which files a folder has, in the order of their names.
func checkFiles(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if !reflect.DeepEqual(got, append([]string{}, want...)) {
		t.Errorf("the folder has %q, want %q", got, want)
	}
}

// link makes a symbolic link.
func link(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
}

// modeOf returns the mode of a file, or of the link that is there.
func modeOf(t *testing.T, path string) fs.FileMode {
	t.Helper()
	found, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	return found.Mode()
}

func TestPipesAndDevicesAreRefusedAndStay(t *testing.T) {
	folder := t.TempDir()
	pipe, linked := filepath.Join(folder, "pipe"), filepath.Join(folder, "link")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	link(t, "pipe", linked)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	defer write.Close()
	opened := fmt.Sprintf("/dev/fd/%d", write.Fd()) // leads to the pipe's name, which is no path
	for _, path := range []string{pipe, linked, opened, "/dev/null", folder, ""} {
		err := SaveModel(path, oddModel())
		if err == nil || !strings.Contains(err.Error(), "expected a file, not a folder, a pipe or a device") {
			t.Errorf("%q: got %v", path, err)
		}
	}
	if modeOf(t, pipe)&fs.ModeNamedPipe == 0 || modeOf(t, linked)&fs.ModeSymlink == 0 {
		t.Error("a pipe or a link has become a file")
	}
	if modeOf(t, "/dev/null")&fs.ModeCharDevice == 0 {
		t.Error("a device has become a file")
	}
	checkFiles(t, folder, "link", "pipe")
}

func TestLinksAreFollowedAndModesKept(t *testing.T) {
	folder := t.TempDir()
	store := filepath.Join(folder, "store")
	if err := os.MkdirAll(filepath.Join(store, "inner"), 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(store, "file")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o622); err != nil { // which an umask would change
		t.Fatal(err)
	}
	link(t, "file", filepath.Join(store, "link"))
	link(t, "store/inner", filepath.Join(folder, "inner"))
	for name, target := range map[string]string{
		"chain":    "store/link",
		"dangling": "store/new",
		"absolute": filepath.Join(store, "other"),
		"upwards":  "inner/../third", // the parent of store/inner, not this folder
	} {
		path := filepath.Join(folder, name)
		link(t, target, path)
		if err := SaveModel(path, oddModel()); err != nil {
			t.Fatal(err)
		}
		if modeOf(t, path)&fs.ModeSymlink == 0 {
			t.Errorf("the link %s has become a file", name)
		}
		if read, err := LoadModel(path); err != nil || !reflect.DeepEqual(read, oddModel()) {
			t.Errorf("%s: got %v, %v", name, read, err)
		}
	}
	checkFiles(t, store, "file", "inner", "link", "new", "other", "third")
	if mode := modeOf(t, file); mode.Perm() != 0o622 {
		t.Errorf("the mode has become %v", mode)
	}

	circle := filepath.Join(folder, "circle")
	link(t, "circle", circle)
	if err := SaveModel(circle, oddModel()); err == nil || !strings.Contains(err.Error(), "links") {
		t.Errorf("got %v", err)
	}
}

func TestNamesUpToTheLimitCanBeSaved(t *testing.T) {
	folder := t.TempDir()
	names := []string{"m", strings.Repeat("m", 255), strings.Repeat("\u03c0", 127)}
	for _, name := range names {
		if err := SaveModel(filepath.Join(folder, name), oddModel()); err != nil {
			t.Error(err)
		}
	}
	err := SaveModel(filepath.Join(folder, strings.Repeat("m", 256)), oddModel())
	if !errors.Is(err, syscall.ENAMETOOLONG) {
		t.Errorf("got %v", err)
	}
	checkFiles(t, folder, names...)
}

func TestAFullDiskLeavesTheOldFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "model.safetensors")
	if err := SaveModel(path, oddModel()); err != nil {
		t.Fatal(err)
	}
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	limit := before
	limit.Cur = 1000
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	defer syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before)
	large := Model{Layers: []Layer{DenseLayer{1000, "relu", [][]float64{make([]float64, 1000)}, nil}}}
	err := SaveModel(path, large)
	var fault *fs.PathError
	if !errors.Is(err, syscall.EFBIG) || !errors.As(err, &fault) || fault.Path != path {
		t.Errorf("got %v", err)
	}
	if read, err := LoadModel(path); err != nil || !reflect.DeepEqual(read, oddModel()) {
		t.Errorf("got %v, %v", read, err)
	}
	checkFiles(t, folder, "model.safetensors")
}

// savingIn is the environment variable with the folder in which a process saves until a signal ends it.
const savingIn = "REFNET_TEST_SAVING_IN"

// TestSavingProcess is the process that TestSignalsLeaveNoTemporaryFile ends.
func TestSavingProcess(t *testing.T) {
	folder := os.Getenv(savingIn)
	if folder == "" {
		t.Skip("only as a process of another test")
	}
	large := Model{Layers: []Layer{DenseLayer{500, "relu", signedRows(seeded(1), 200, 500), nil}}}
	for {
		if err := SaveModel(filepath.Join(folder, "model"), large); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSignalsLeaveNoTemporaryFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "model")
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for i := range 4 * len(ending) {
		sent := ending[i%len(ending)]
		if signal.Ignored(sent) { // as nohup does, also in the process
			continue
		}
		os.Remove(path)
		process := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestSavingProcess$")
		process.Env = append(os.Environ(), savingIn+"="+folder)
		if err := process.Start(); err != nil {
			t.Fatal(err)
		}
		for ctx.Err() == nil {
			if _, err := os.Stat(path); err == nil {
				break // it is saving
			}
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(i) * 700 * time.Microsecond) // another moment of a save each time
		if err := process.Process.Signal(sent); err != nil {
			t.Fatal(err)
		}
		process.Wait()
		status := process.ProcessState.Sys().(syscall.WaitStatus)
		if !status.Signaled() || status.Signal() != sent {
			t.Errorf("%v: the process ended with %v", sent, process.ProcessState)
		}
		if _, err := LoadModel(path); err != nil {
			t.Error(err)
		}
		checkFiles(t, folder, "model")
	}
}

func TestASignalIsHeldAndNotLost(t *testing.T) {
	received := make(chan os.Signal, 3)
	signal.Notify(received, syscall.SIGTERM)
	defer signal.Stop(received)
	release := holdSignals()
	if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-received // at once, as without holdSignals
	release()
	select {
	case <-received: // again, because it could have been the program's end
	case <-time.After(10 * time.Second):
		t.Error("the signal was not sent again")
	}
}

func TestAnIgnoredSignalStaysIgnored(t *testing.T) {
	const child = "REFNET_TEST_IGNORING"
	if os.Getenv(child) == "" { // a process of its own, because Reset does not undo Ignore completely
		process := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		process.Env = append(os.Environ(), child+"=1")
		if output, err := process.CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, output)
		}
		return
	}
	signal.Ignore(syscall.SIGHUP)
	release := holdSignals()
	defer release()
	if !signal.Ignored(syscall.SIGHUP) {
		t.Error("the signal is no longer ignored")
	}
}
