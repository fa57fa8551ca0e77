package tmpshot
import ("testing";"os";"strings";"context";"github.com/chromedp/chromedp")
func TestShot(t *testing.T){
 for _, job := range strings.Split(os.Getenv("JOBS"),"|"){
  f:=strings.Fields(job) // url out width dark height
  ctx,c:=chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath("/usr/bin/chromium"),chromedp.NoSandbox,chromedp.Headless,chromedp.DisableGPU,chromedp.NoFirstRun,chromedp.UserDataDir(t.TempDir()),chromedp.Flag("hide-scrollbars",true),chromedp.Flag("disable-background-networking",true))
  ctx,c2:=chromedp.NewContext(ctx)
  w:=map[string]int64{"wide":1280,"phone":375,"tablet":820,"small":320}[f[2]]
  acts:=[]chromedp.Action[chromedp.Void]{chromedp.EmulateViewport(w,900)}
  if err:=chromedp.Do(ctx,acts...);err!=nil{t.Fatal(err)}
  if err:=chromedp.Do(ctx,chromedp.Navigate(f[0]));err!=nil{t.Fatal(err)}
  if f[3]=="dark" { chromedp.Run(ctx,chromedp.Evaluate[[]byte]("document.documentElement.dataset.theme='dark'")) }
  chromedp.Run(ctx,chromedp.Evaluate[[]byte]("new Promise(r=>setTimeout(()=>r(1),600))",chromedp.EvalAwaitPromise))
  if f[3]=="pdf"{ b,err:=chromedp.Run(ctx,chromedp.PrintToPDF()); if err!=nil{t.Fatal(err)}; os.WriteFile(f[1],b,0644)
  } else { b,err:=chromedp.Run(ctx,chromedp.FullScreenshot(100)); if err!=nil{t.Fatal(err)}; os.WriteFile(f[1],b,0644)}
  c2();c()
 }
}
