import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { queryClient } from '../api/queries.ts'
import { useSession } from '../api/session.ts'
import { router } from './router.tsx'
import { SignIn } from './sign-in.tsx'

export function App() {
  const { isRefused } = useSession()
  return (
    <QueryClientProvider client={queryClient}>
      {isRefused ? <SignIn /> : <RouterProvider router={router} />}
    </QueryClientProvider>
  )
}
